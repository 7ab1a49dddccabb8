import type { GpuSubsystem } from "./model.ts";

export interface SubsystemAdvice {
  /** What it means for this host. */
  readonly meaning: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly action: string;
}

const advice: Readonly<Record<GpuSubsystem["kind"], SubsystemAdvice>> = {
  unknown: { meaning: "nvidia-smi has not answered yet.", action: "" },
  ok: { meaning: "nvidia-smi answers.", action: "" },
  commandNotFound: {
    meaning: "nvidia-smi is not on this host, or not on the search path of non-interactive logins.",
    action: "On a GPU host, install the NVIDIA driver or link nvidia-smi into /usr/local/bin.",
  },
  permissionDenied: {
    meaning: "This user may not run nvidia-smi or read the GPUs.",
    action: "Check the permissions of nvidia-smi and of /dev/nvidia*, usually the groups video and render.",
  },
  driverMismatch: {
    meaning: "The driver was upgraded while the old kernel module is still loaded. Running jobs go on, new ones fail.",
    action: "Drain the host and restart it, or unload and load the nvidia kernel modules.",
  },
  driverNotLoaded: {
    meaning: "The NVIDIA kernel module is not loaded. No job on this host can use a GPU.",
    action: "Run modprobe nvidia and read dmesg. After a kernel update, rebuild the module (DKMS).",
  },
  noDevices: {
    meaning: "The driver runs but sees no GPU: all are lost, or hidden from this user by a container or job limit.",
    action: "Compare with lspci. If the cards are missing there too, restart the host and check power and seating.",
  },
  blockedByOs: {
    meaning: "The operating system keeps this login from the GPUs, as containers and WSL do.",
    action: "Connect to the host itself instead of a container, or allow the devices in its cgroup.",
  },
  infoRomCorrupted: {
    meaning: "A GPU's infoROM is corrupted. Readings go on; error counters may not survive a restart.",
    action: "Plan a visit: update the GPU's firmware with the vendor's tool, or have the card replaced.",
  },
  hung: {
    meaning: "nvidia-smi does not return: the driver or a GPU is stuck. Each further call would hang too.",
    action: "Check the kernel log for Xid 79, 119 or 120, drain the host and restart it.",
  },
  unreadable: {
    meaning: "nvidia-smi answered, but not with readings.",
    action: "Run nvidia-smi on the host and read its message.",
  },
};

/** What a state of nvidia-smi means and what to do about it, for the person on call. */
export function subsystemAdvice(kind: GpuSubsystem["kind"]): SubsystemAdvice {
  return advice[kind];
}

/** Whether no known GPU means that there is none: while nvidia-smi is in trouble there may be some that nobody sees. */
export function isGpuCountKnown(kind: GpuSubsystem["kind"]): boolean {
  return kind === "ok" || kind === "commandNotFound" || kind === "noDevices";
}
