# Runs a command twice on a lake that lies on a disk of its own: the first time something happens to the disk, the second
# time the cause is gone. The lake is copied to a folder then. In a mount namespace of its own (unshare -m).
#   bash faulty-disk.sh LAKE COPY SECONDS full BYTES_LEFT COMMAND...
#   bash faulty-disk.sh LAKE COPY SECONDS read-only FOLDER COMMAND...
set -u
lake=$1 copy=$2 seconds=$3 what=$4 how=$5
shift 5
mkdir -p "$lake" "$copy"
mount -t tmpfs -o size=300m tmpfs "$lake" || exit 1

disturb() {
  if [ "$what" = full ]; then
    sleep "$seconds"
    free=$(df --output=avail -B1 "$lake" | tail -n 1)
    head -c $((free - how)) /dev/zero >"$lake/.ballast"
  elif [ "$how" = . ]; then
    mount -o remount,ro "$lake"
  else
    sleep "$seconds"
    until [ -d "$lake/$how" ]; do sleep 0.1; done
    mount --bind "$lake/$how" "$lake/$how" && mount -o remount,bind,ro "$lake/$how"
  fi
}

restore() {
  if [ "$what" = full ]; then
    rm -f "$lake/.ballast"
  elif [ "$how" = . ]; then
    mount -o remount,rw "$lake"
  else
    umount "$lake/$how"
  fi
}

if [ "$how" = . ]; then
  disturb
else
  disturb &
fi
"$@"
echo "disturbed run ended with $?"
wait
restore
"$@"
code=$?
cp -a "$lake/." "$copy/"
exit $code
