// Base64: what is encoded comes back, and what is accepted is the one spelling of its bytes.
#include "model/base64.h"

#include "fuzz/target.h"

namespace keystone::fuzz {

void Run(Bytes input) {
  std::string text, back;
  model::AppendBase64(&text, input);
  KS_CHECK(model::AppendFromBase64(&back, text));
  KS_CHECK(back == input);

  const std::string before = "kept";
  std::string decoded = before;
  if (!model::AppendFromBase64(&decoded, input)) {
    KS_CHECK(decoded == before);
    return;
  }
  KS_CHECK(decoded.starts_with(before));
  text.clear();
  model::AppendBase64(&text, Bytes(decoded).substr(before.size()));
  KS_CHECK(text == input);
}

}  // namespace keystone::fuzz
