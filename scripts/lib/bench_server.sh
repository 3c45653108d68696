# Sourced by scripts/bench: the servers beside each other. Needs the other files of scripts/lib.

SERVER_SYSTEMS=(keystone bare-loop dynamodb-local dynalite)
DYNALITE_VERSION=4.0.0

# loudly WORDS: what nobody may overlook among the rows.
loudly() {
  printf '%s\n' "" "!!! $*" "" >&2
}

# Prints the path of dynalite's program, which npm fetches once into build/.
dynalite_program() {
  local folder=build/dynalite-$DYNALITE_VERSION log=build/dynalite.log
  local program=$folder/node_modules/dynalite/cli.js
  { command -v node && command -v npm; } >/dev/null || { echo "dynalite needs node and npm, which are not installed" >&2; return 1; }
  if [[ ! -f $program ]]; then
    # Into a folder of its own first: what is there is whole.
    rm -rf "$folder" "$folder.new"
    if ! npm install --prefix "$folder.new" --no-audit --no-fund "dynalite@$DYNALITE_VERSION" >"$log" 2>&1; then
      echo "dynalite could not be fetched; the end of $log:" >&2
      tail -n 3 "$log" >&2
      return 1
    fi
    mv "$folder.new" "$folder"
  fi
  echo "$program"
}

# measure_server SYSTEM DURABILITY VERSION COMMAND...: adds its rows; uses server()'s settings, and its `whole` when there are too few.
measure_server() {
  local system=$1 durability=$2 version=$3 begin=$SECONDS status=0
  shift 3
  echo "== $system $durability"
  build/bench/bin/server_bench --system "$system" --durability "$durability" --version-of-it "$version" --dir build/bench/run \
    --out "$rows" --items "$items" --seconds "$seconds" -- "$@" || status=$?
  ((status == 0 || status == 3)) || return "$status"
  ((status == 0)) || { whole=false; refusing+=("$system $durability"); }
  echo "   $((SECONDS - begin)) s"
}

measure_keystone() {
  local program=build/bench/bin/kstone-server
  measure_server keystone sync "$version" "$program" --db-path '{dir}/db' --http-port '{port}' --durability sync
  measure_server keystone none "$version" "$program" --db-path '{dir}/db' --http-port '{port}' --durability none
  measure_server keystone memory "$version" "$program" --db-path :memory: --http-port '{port}'
}

measure_dynamodb_local() {
  local jar folder version
  { command -v java && command -v mvn; } >/dev/null || ensure_packages "${DIFFERENTIAL_PACKAGES[@]}" || true
  jar=$(dynamodb_local_jar) || { loudly "SKIPPED: dynamodb-local, for the reason above"; whole=false; return 0; }
  folder=$(dirname "$jar")
  version=$(basename "$jar" .jar)
  local command=(java "-Djava.library.path=$folder" -cp "$folder/*" software.amazon.dynamodb.services.local.main.ServerRunner
    -sharedDb -disableTelemetry -port '{port}')
  measure_server dynamodb-local memory "${version##*-}" "${command[@]}" -inMemory
  measure_server dynamodb-local file "${version##*-}" "${command[@]}" -dbPath '{dir}'
}

measure_dynalite() {
  local program
  program=$(dynalite_program) || { loudly "SKIPPED: dynalite, for the reason above"; whole=false; return 0; }
  local command=(node "$program" --host 127.0.0.1 --port '{port}' --createTableMs 0)
  measure_server dynalite memory "$DYNALITE_VERSION" "${command[@]}"
  measure_server dynalite file "$DYNALITE_VERSION" "${command[@]}" --path '{dir}'
}

server() {
  local quick=false items seconds systems=("${SERVER_SYSTEMS[@]}") whole=true refusing=()
  while (($#)); do
    case $1 in
      --quick) quick=true ;;
      --items) items=${2:?--items needs a number}; whole=false; shift ;;
      --seconds) seconds=${2:?--seconds needs a number}; whole=false; shift ;;
      --systems) IFS=, read -ra systems <<<"${2:?--systems needs names}"; whole=false; shift ;;
      -h | --help) usage; return ;;
      *) usage >&2; return 2 ;;
    esac
    shift
  done
  if $quick; then
    whole=false
    : "${items:=5000}" "${seconds:=1}"
  else
    : "${items:=100000}" "${seconds:=10}"
  fi

  ensure_packages "${BUILD_PACKAGES[@]}" "${BENCH_PACKAGES[@]}"
  echo "== Building (bench)"
  configure bench
  cmake --build --preset bench --target server_bench bare_loop kstone-server | tail -n 1

  local system version rows=build/bench/server.jsonl
  version=$(build/bench/bin/kstone-server --version)
  version="${version##* } $(git describe --always --dirty 2>/dev/null || true)"
  trap 'rm -rf build/bench/run' EXIT
  rm -rf build/bench/run build/bench/run.log "$rows"
  for system in "${systems[@]}"; do
    case $system in
      keystone) measure_keystone ;;
      bare-loop) measure_server bare-loop "" "$version" build/bench/bin/bare_loop '{port}' ;;
      dynamodb-local) measure_dynamodb_local ;;
      dynalite) measure_dynalite ;;
      *) usage >&2; return 2 ;;
    esac
  done

  echo
  /usr/bin/python3 -B bench/support/table.py "$rows"
  if $whole; then
    mkdir -p bench/results
    mv "$rows" bench/results/server.jsonl
    echo "Written to bench/results/server.jsonl"
  fi
  if ((${#refusing[@]})); then
    loudly "ERRORS, and rows that are missing for them: $(printf '%s; ' "${refusing[@]}")"
    return 1
  fi
}
