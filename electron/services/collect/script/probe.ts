import type { CollectPlan } from "../../../../shared/domain/collect/protocol.ts";
import { boundedCall, preamble, shellCommand } from "./command.ts";

/**
 * What a host is and offers, read once per connection. Sections:
 * - facts: `key=value` lines: ostype, osrelease, hostname, machine_id, boot_time (Unix s), cpu_count, os (PRETTY_NAME), nvrm
 *   (first line of /proc/driver/nvidia/version, the loaded module), gpu (bus id, one line for each NVIDIA GPU that is not
 *   passed through to a virtual machine);
 * - tools: `name=path` for each tool found; nvidia-smi is looked for on the PATH and in the places distributions put it;
 * - version, list, fields: what nvidia-smi prints, where there is one.
 *
 * Before nvidia-smi is started, one that is stuck in the driver (state D, unkillable) is looked for: then no other is
 * started, and `version` says so with status 137.
 */
export function probeCommand(nonce: string): string {
  const plan: CollectPlan = {
    nonce,
    intervalMs: 1000,
    pace: {},
    gpuFields: [],
    nvidiaSmi: "",
    units: [],
    containerTool: null,
  };
  return shellCommand("probe", plan, [...preamble, ...boundedCall, ...facts, ...tools, ...stuck, ...gpu, ...last]);
}

const readFile = (key: string, file: string) => `v= ; read -r v <${file} ; [ -n "$v" ] && printf "${key}=%s\\n" "$v"`;

const facts = [
  "t",
  'printf "%s F 0 %s\\n" "$H" $u',
  "s",
  "{ ostype=$(uname -s)",
  'printf "ostype=%s\\n" "$ostype"',
  readFile("osrelease", "/proc/sys/kernel/osrelease"),
  readFile("hostname", "/proc/sys/kernel/hostname"),
  readFile("machine_id", "/etc/machine-id"),
  readFile("nvrm", "/proc/driver/nvidia/version"),
  'while read -r k v z ; do case $k in btime) printf "boot_time=%s\\n" "$v" ;; esac ; done </proc/stat',
  'printf "cpu_count=%s\\n" "$(grep -c "^processor" /proc/cpuinfo)"',
  `while IFS== read -r k v ; do case $k in PRETTY_NAME) v=\${v#?} ; printf "os=%s\\n" "\${v%?}" ;; esac ; done </etc/os-release`,
  "for d in /sys/bus/pci/devices/* ; do",
  'v= ; read -r v <$d/vendor ; [ "$v" = 0x10de ] || continue',
  "i=$(basename $d) ; [ -e /sys/bus/pci/drivers/vfio-pci/$i ] && continue",
  'read -r v <$d/class ; case $v in 0x0300*|0x0302*) printf "gpu=%s\\n" $i ;; esac',
  "done",
  "} 2>/dev/null",
  "m facts 0",
];

const tools = [
  "s",
  "N=$(command -v nvidia-smi 2>/dev/null)",
  "for k in nvidia-smi timeout stdbuf ps df systemctl docker podman dmesg journalctl ; do",
  'v=$(command -v $k 2>/dev/null) && printf "%s=%s\\n" $k "$v"',
  "done",
  "m tools 0",
];

const stuck = [
  "D=",
  '[ -n "$N" ] && for p in /proc/[0-9]* ; do',
  'c= ; read -r c <$p/comm ; [ "$c" = nvidia-smi ] || continue',
  `grep -q "^State:.D" $p/status && sleep 2 && grep -q "^State:.D" $p/status && D=\${p#/proc/}`,
  "done 2>/dev/null",
];

/** Its help is the longest text that is taken, some 60 KiB. */
const mostBytes = 256 * 1024;
const ask = (section: string, flag: string) => [
  "s",
  `o ${mostBytes} "$N" ${flag}`,
  'printf "%s" "$a"',
  `m ${section} $q`,
];

const gpu = [
  "s",
  'if [ -n "$D" ] ; then',
  'printf "nvidia-smi (pid %s) is stuck in the driver (state D)\\n" $D',
  "m version 137",
  'elif [ -n "$N" ] ; then',
  ...ask("version", "--version"),
  // 124 and 137: it did not answer in time, and would not the next times.
  "case $q in 124|137) ;; *)",
  ...ask("list", "-L"),
  ...ask("fields", "--help-query-gpu"),
  "esac",
  "else",
  'printf "nvidia-smi: not found\\n"',
  "m version 127",
  "fi",
];

const last = ["t", 'printf "%s E 0 %s\\n" "$H" $u'];
