// KS_RETURN_IF_ERROR and KS_ASSIGN_OR_RETURN: pass a failure on to the caller.
//
//   KS_RETURN_IF_ERROR(file->Sync());
//   KS_ASSIGN_OR_RETURN(uint64_t size, fs.FileSize(path));
#pragma once

#include "keystone/status.h"

#define KS_RETURN_IF_ERROR(expression)                                                  \
  do {                                                                                  \
    if (::keystone::Status ks_status = (expression); !ks_status.ok()) return ks_status; \
  } while (false)

#define KS_CONCAT_INNER(a, b) a##b
#define KS_CONCAT(a, b) KS_CONCAT_INNER(a, b)
#define KS_ASSIGN_OR_RETURN(declaration, expression) \
  KS_ASSIGN_OR_RETURN_INNER(KS_CONCAT(ks_result_, __LINE__), declaration, expression)
#define KS_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                      \
  if (!result.ok()) return result.status();                        \
  declaration = std::move(result).value()
