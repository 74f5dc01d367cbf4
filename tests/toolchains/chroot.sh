# A minimal Debian tree to build and test Parley in, as on a fresh machine. For the scripts beside
# this one; needs root and debootstrap.

die() {
  echo "$0: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || die "needs root (it makes a tree and changes into it)"
# In a mount namespace of its own, so that no mount outlives the script, however it ends.
if [ -z "${PARLEY_NAMESPACE-}" ]; then
  PARLEY_NAMESPACE=1 exec unshare --mount "$0" "$@"
fi
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# The mirror of this machine, or $MIRROR.
mirror() {
  if [ -n "${MIRROR-}" ]; then
    echo "$MIRROR"
  else
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' | grep -v security |
      head -n 1
  fi
}

# make_tree SUITE [EXISTING]: sets $tree to a fresh minimal tree, or to a copy of an existing one.
# Deleted at the end, unless $KEEP is set.
make_tree() {
  tree=$(mktemp -d "${TMPDIR:-/var/tmp}/parley-$1.XXXXXX")
  trap clean_up EXIT
  if [ -n "${2-}" ]; then
    cp -a "$2/." "$tree"
  else
    command -v debootstrap > /dev/null || die "needs debootstrap: apt-get install debootstrap"
    local from
    from=$(mirror)
    [ -n "$from" ] || die "found no Debian mirror in apt's sources: set MIRROR"
    echo "Making a minimal Debian $1 in $tree"
    debootstrap --variant=minbase "$1" "$tree" "$from" > "$tree.log" 2>&1 ||
      die "debootstrap failed: $(tail -n 5 "$tree.log")"
    rm -f "$tree.log"
  fi
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  mount -t proc proc "$tree/proc"
  mount --bind /dev "$tree/dev"
  # What Chromium shares memory through is the tree's own.
  mount -t tmpfs tmpfs "$tree/dev/shm"
  trust_this_machine
}

# Where this machine trusts certificates of its own (a proxy that opens TLS, say), npm in the tree
# must too.
trust_this_machine() {
  local own=/usr/local/share/ca-certificates
  if [ -n "$(find "$own" -name '*.crt' -print -quit 2> /dev/null)" ]; then
    mkdir -p "$tree$own"
    cp "$own"/*.crt "$tree$own"
  fi
}

clean_up() {
  local status=$?
  if [ -n "${KEEP-}" ]; then
    echo "Kept: $tree"
  else
    umount "$tree/dev/shm" "$tree/dev" "$tree/proc" 2> /dev/null || true
    rm -rf --one-file-system "$tree"
  fi
  exit "$status"
}

# The committed state of the repository, and the recordings beside it where there are any.
copy_repository() {
  mkdir -p "$tree/parley"
  git -c safe.directory='*' -C "$repository" archive HEAD | tar -x -C "$tree/parley"
  if [ -d "$repository/../shared/fixtures" ]; then
    mkdir -p "$tree/shared"
    cp -r "$repository/../shared/fixtures" "$tree/shared/fixtures"
  fi
}

# in_tree command...: as a newcomer's shell would run it, in the repository.
in_tree() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
    chroot "$tree" sh -c 'cd /parley && exec "$@"' sh "$@" < /dev/null
}
