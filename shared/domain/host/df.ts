import type { Filesystem } from "./model.ts";

/** `device blocks used available capacity% mount`, read from the percent column outwards: device and mount may hold blanks. */
const row = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s+(\/.*)$/;

/** In memory or part of the system's own plumbing: their fill level says nothing about disks. */
const virtualDevices: ReadonlySet<string> = new Set([
  "tmpfs",
  "devtmpfs",
  "udev",
  "none",
  "overlay",
  "shm",
  "efivarfs",
  "squashfs",
  "ramfs",
  "proc",
  "sysfs",
  "cgroup",
  "rootfs",
]);

function isShown(device: string, mount: string): boolean {
  if (virtualDevices.has(device) || /^\/dev\/loop\d/.test(device)) return false;
  return !/^\/(proc|sys|dev|run)(\/|$)/.test(mount) && !/\/(overlay2?|containers\/storage|kubelet\/pods)\//.test(mount);
}

/**
 * `df -P -k`. Filesystems in memory, loop devices (snaps) and the mounts that containers make are left out, and of a device
 * mounted several times the shortest path stands for all. The root of a container is kept although it is an overlay.
 * Lines that are no row (headers in any language, errors about single mounts) are left out too.
 */
export function parseDf(text: string): readonly Filesystem[] {
  const byDevice = new Map<string, Filesystem>();
  for (const line of text.split("\n")) {
    const match = row.exec(line.trimEnd());
    if (!match) continue;
    const [, device = "", size = "", used = "", available = "", mount = ""] = match;
    const isRoot = mount === "/";
    if ((!isRoot && !isShown(device, mount)) || Number(size) === 0) continue;
    const known = byDevice.get(device);
    if (known && known.mount.length <= mount.length) continue;
    byDevice.set(device, {
      device,
      mount,
      sizeBytes: Number(size) * 1024,
      usedBytes: Number(used) * 1024,
      availableBytes: Number(available) * 1024,
    });
  }
  return [...byDevice.values()].sort((a, b) => a.mount.localeCompare(b.mount));
}
