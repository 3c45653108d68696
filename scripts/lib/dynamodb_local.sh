# Sourced: DynamoDB Local, for tests and benchmarks that compare with it. Maven fetches it once into the user's cache, which all
# clones share; its licence forbids us to distribute it.

# Prints the path of its jar, which lies beside all that it needs. Fails, and says why, where it cannot be had.
dynamodb_local_jar() {
  local root pom version folder log
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  pom=$root/tests/differential/pom.xml
  version=$(sed -n '/<artifactId>DynamoDBLocal</,/<\/dependency>/s:.*<version>\(.*\)</version>.*:\1:p' "$pom")
  folder=${KEYSTONE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keystonedb}/dynamodb-local-$version
  command -v java >/dev/null || { echo "DynamoDB Local needs java, which is not installed" >&2; return 1; }
  if [[ ! -f $folder/DynamoDBLocal-$version.jar ]]; then
    command -v mvn >/dev/null || { echo "DynamoDB Local is fetched by mvn, which is not installed" >&2; return 1; }
    mkdir -p "$root/build" "$(dirname "$folder")"
    log=$root/build/dynamodb-local.log
    # Into a folder of its own first: what is in the cache is whole.
    local fetched
    fetched=$(mktemp -d "$folder.XXXXXX")
    if ! mvn --batch-mode -f "$pom" dependency:copy-dependencies "-DoutputDirectory=$fetched" >"$log" 2>&1; then
      rm -rf "$fetched"
      echo "DynamoDB Local could not be fetched; the end of $log:" >&2
      grep ERROR "$log" | head -n 3 >&2
      return 1
    fi
    rm -rf "$folder"
    mv "$fetched" "$folder"
  fi
  echo "$folder/DynamoDBLocal-$version.jar"
}
