# The steps of building, for toolchains/build and toolchains/test. Run in the repository's root.

# configure PRESET: once, into build/PRESET; after that ninja runs CMake when its files change. Not so
# where nothing is built: there each time.
configure() {
  [ -f "build/$1/build.ninja" ] && [ "$1" != tidy ] && return
  say "Configuring build/$1"
  local cmake=(cmake)
  [ "$1" = wasm ] && cmake=(emcmake cmake)
  logged "build/$1.log" "${cmake[@]}" --preset "$1"
}

# compile PRESET [targets]
compile() {
  local dir=build/$1
  shift
  say "Building $dir"
  logged "$dir.log" ninja -C "$dir" "$@"
}

# The page takes in the core's module: both, in this order.
build_page() {
  configure wasm
  compile wasm parley_wasm parley_archive_wasm sse_dump interaction_dump
  npm_install web
  local stamp=build/release/web.stamp
  if [ -f "$stamp" ] && [ -f build/release/web/index.html ] && [ -z "$(find web build/wasm/{parley,archive}.mjs build/wasm/{parley,archive}.wasm \
      -path web/node_modules -prune -o -newer "$stamp" -print -quit)" ]; then
    return
  fi
  say "Building build/release/web"
  mkdir -p build/release
  logged build/release.web.log npm --prefix web run --silent build -- \
    --wasm "$PWD/build/wasm" --out "$PWD/build/release/web"
  tail -n 1 build/release.web.log
  touch "$stamp"
}

# npm_install DIR: what its package-lock.json says, when that is newer than what is there.
npm_install() {
  local stamp=$1/node_modules/.package-lock.json
  [ -f "$stamp" ] && [ ! "$1/package-lock.json" -nt "$stamp" ] && return
  say "Fetching npm packages of $1"
  mkdir -p build
  logged "build/npm.${1//\//-}.log" npm --prefix "$1" ci --no-audit --no-fund
  touch "$stamp"
}

copy_node_tools() {
  local tool
  for tool in sse_dump interaction_dump; do
    cmp -s "build/wasm/tools/$tool.mjs" "build/release/tools/$tool.mjs" ||
      cp "build/wasm/tools/$tool.mjs" "build/release/tools/$tool.mjs"
  done
}

# logged FILE command...: its output goes to the file, and to the terminal when it fails.
logged() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" > "$log" 2>&1 < /dev/null; then
    tail -n 100 "$log" >&2
    echo "Failed: $* (all of it in $log)" >&2
    exit 1
  fi
}

say() { echo "$*"; }
