// The members that operations on items share: expressions with their placeholders, the legacy
// parameters in their place, and what a response is to report.
#pragma once

#include <initializer_list>

#include "wire/request_reader.h"

namespace keystone::wire {

// ExpressionAttributeNames and …Values. `users` are the operation's expressions: the first
// `value_users` of them may have values, all of them names. Placeholders that none of those present
// could use are refused; an operation without any that has values does not know the member.
model::Placeholders ReadPlaceholders(RequestReader& reader, std::initializer_list<Bytes> users,
                                     size_t value_users);

// `expression` or its legacy form: Expected, QueryFilter, ScanFilter, with ConditionalOperator.
model::ConditionText ReadCondition(RequestReader& reader, const char* expression,
                                   const char* legacy);
model::ProjectionText ReadProjection(RequestReader& reader);
// KeyConditions, QueryFilter, ScanFilter or Expected.
std::vector<model::LegacyCondition> ReadConditions(RequestReader& reader, const char* member);
std::vector<model::AttributeUpdate> ReadAttributeUpdates(RequestReader& reader);

// AWS's rule that a request keeps to one or the other.
void RefuseMixing(RequestReader& reader, std::initializer_list<Bytes> legacy,
                  std::initializer_list<Bytes> expressions);
// The same of a BatchGetItem: one table may not have what the other must not.
void RefuseMixingInTables(RequestReader& reader);

model::ReturnCapacity ReadReturnCapacity(RequestReader& reader);
bool ReadItemCollectionMetrics(RequestReader& reader);

// What the three writes of one item share, but for placeholders and mixing. An update may ask for
// all ReturnValues, the others for ALL_OLD alone.
model::WriteOptions ReadWriteOptions(RequestReader& reader, bool is_update);

}  // namespace keystone::wire
