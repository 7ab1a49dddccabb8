const virtualInterfaces =
  /^(lo|veth|docker|br-|br\d|virbr|vnet|bond|team|dummy|ifb|tun|tap|wg|tailscale|cali|cilium|lxc|flannel|cni|kube|nodelocaldns|ovs|vxlan|geneve|gre|sit|ip6tnl|tunl|podman)/;

/**
 * True for an interface that carries traffic of its own. Names are all `/proc/net/dev` has: what looks like a bridge,
 * bond, VLAN (`eth0.100`), tunnel or container end would count the bytes of a physical one twice.
 */
export function isPhysicalInterface(name: string): boolean {
  return !virtualInterfaces.test(name) && !name.includes(".") && !name.includes("@");
}

const virtualDisks = /^(loop|ram|zram|dm-|md\d|sr\d|fd\d|nbd|zd\d|drbd)|^nvme\d+c\d+n/;

/** A partition's name is its disk's, with `p` between where the disk's ends in a digit. Disks stand before partitions. */
function isPartition(name: string, isKnownDisk: (name: string) => boolean): boolean {
  const base = name.replace(/\d+$/, "");
  if (base === name) return false;
  return isKnownDisk(base) || (base.endsWith("p") && isKnownDisk(base.slice(0, -1)));
}

/** True for a whole disk. A `xvda1` without an `xvda` before it is one: some clouds attach them so. */
export function isWholeDisk(name: string, isKnownDisk: (name: string) => boolean): boolean {
  return !virtualDisks.test(name) && !isPartition(name, isKnownDisk);
}
