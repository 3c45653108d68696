// AWS's SDK for JavaScript against the server at KEYSTONE_URL; NODE_PATH says where the SDK is installed. run.py starts it.
const { calls } = require("./support");

require("./tables");
require("./items");
require("./documents");

process.on("exit", () => {
  const operations = [...calls.operations].sort().map(([name, count]) => `${name.replace("Command", "")} ${count}`);
  console.log(operations.join(", "));
  // Waiters ask as often as they like.
  console.log(`CALLS ${calls.total - calls.operations.get("DescribeTableCommand")}`);
});
