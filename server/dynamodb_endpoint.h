// The DynamoDB endpoint: what AWS's SDKs talk to. POST / carries operations, GET / answers the
// health text, everything else is refused. Signatures are not verified here; they are read for the
// region.
#pragma once

#include <string>
#include <string_view>

#include "keystone/database.h"
#include "server/http_server.h"

namespace keystone::server {

// `database` outlives the handler and every reply.
HttpHandler DynamoDbEndpoint(Database* database, std::string default_region);

// The region of the credential scope in an Authorization header
// ("AWS4-HMAC-SHA256 Credential=key/20260102/eu-west-1/dynamodb/aws4_request, …"). InvalidArgument,
// in AWS's words, when the header is not whole.
Result<std::string_view> SignedRegion(std::string_view authorization);

}  // namespace keystone::server
