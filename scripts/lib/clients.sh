# Sourced: AWS's own clients for tests/clients, in build/clients: a Python environment with the AWS CLI, boto3 and Node, and the SDK for
# JavaScript. The versions are pinned in tests/clients; what is there already is not fetched again.

# Says whether a log of pip's or npm's tells of a registry that did not answer, rather than of anything wrong here.
registry_is_silent() {
  grep -qE 'connection broken|ConnectionError|Max retries|timed out|from versions: none|E403|E50[0-9]|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|FETCH_ERROR|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|CERTIFICATE_VERIFY_FAILED|PKIX path' "$1"
}

# fetch LOG COMMAND...: 0, or 75 where the registry does not answer; says what the log has of it.
fetch() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 && return 0
  echo "The clients could not be fetched; from $log:" >&2
  grep -iE 'error|failed|broken' "$log" | head -n 3 >&2
  if registry_is_silent "$log"; then return 75; fi
  return 1
}

# 0: build/clients is ready. 75: a registry does not answer.
fetch_clients() {
  local pins=tests/clients folder=build/clients stamp
  stamp=$(cat "$pins/requirements.txt" "$pins/package-lock.json" | sha256sum)
  [[ -f $folder/stamp && $(<"$folder/stamp") == "$stamp" ]] && return 0
  rm -rf "$folder"
  mkdir -p "$folder"
  /usr/bin/python3 -m venv "$folder/venv" || return
  fetch "$folder/pip.log" "$folder/venv/bin/pip" install --timeout 20 --retries 2 --no-deps -r "$pins/requirements.txt" || return
  cp "$pins/package.json" "$pins/package-lock.json" "$folder"
  PATH=$PWD/$folder/venv/bin:$PATH fetch "$folder/npm.log" npm ci --prefix "$folder" --fetch-timeout 20000 --fetch-retries 1 \
    --loglevel http || return
  echo "$stamp" >"$folder/stamp"
}
