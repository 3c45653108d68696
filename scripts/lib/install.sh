# Sourced: installs Debian packages that are missing, from Debian's main archive, without questions. Does nothing, and needs no
# network, where all are there.

BUILD_PACKAGES=(
  ca-certificates ccache cmake g++-12 gcc-12 libcli11-dev libevent-dev liblz4-dev libsimdjson-dev libxxhash-dev
  libzstd-dev ninja-build pkg-config python3 zlib1g-dev
)
BENCH_PACKAGES=(libleveldb-dev liblmdb-dev librocksdb-dev libsqlite3-dev)
TEST_PACKAGES=(libgtest-dev python3-boto3)
SANITIZER_PACKAGES=(clang-22 clang-format-22 libclang-rt-22-dev llvm-22)
# For .ci/run's and scripts/bench's comparisons with DynamoDB Local alone.
DIFFERENTIAL_PACKAGES=(default-jre-headless maven)
# For .ci/run's real clients alone.
CLIENT_PACKAGES=(python3-venv)

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "error: packages are missing and there is neither root nor sudo: $*" >&2
    return 1
  fi
}

ensure_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  ((${#missing[@]} == 0)) && return 0
  echo "Installing: ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}")
  # An index may be missing, or too old to hold the files it names.
  if ! apt-cache show "${missing[@]}" >/dev/null 2>&1 || ! as_root "${install[@]}" >/dev/null; then
    as_root apt-get update -qq
    as_root "${install[@]}" >/dev/null
  fi
}
