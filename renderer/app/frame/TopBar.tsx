import { Search } from "lucide-react";
import { useHosts } from "../../state/hostsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { gravestEnvironment, workspaceStore } from "../../state/workspaceStore.ts";
import { Badge } from "../../ui/Badge.tsx";
import { cx } from "../../ui/cx.ts";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Keycap } from "../../ui/Keycap.tsx";
import { capsOf, isMac } from "../keyboard/chord.ts";
import { openPalette } from "../palette/paletteStore.ts";
import { Clocks } from "./Clocks.tsx";
import styles from "./Frame.module.css";
import { HostsConnected } from "./HostsConnected.tsx";
import { Mark } from "./Mark.tsx";
import { OnCall } from "./OnCall.tsx";
import { TimeControls } from "./TimeControls.tsx";
import { useMacInset } from "./useMacInset.ts";
import { WriteMode } from "./WriteMode.tsx";

export function TopBar() {
  return (
    <header className={styles.topBar}>
      <WorkspaceName />
      <button type="button" className={styles.command} onClick={() => openPalette()}>
        <Icon of={Search} size={12} />
        <span className="grow clip">Search or run a command</span>
        <Keycap keys={capsOf("mod+k", isMac)} />
      </button>
      <div className={styles.end}>
        <TimeControls />
        <HostsConnected />
        <WriteMode />
        <Clocks />
      </div>
    </header>
  );
}

function WorkspaceName() {
  const workspace = workspaceStore((state) => state.workspace);
  const info = statusStore((state) => state.info);
  const hosts = useHosts();
  const environment = gravestEnvironment(workspace, new Set(hosts.map((host) => host.environment)));
  const macInset = useMacInset();
  return (
    <div className={cx(styles.start, macInset && styles.macInset)}>
      <span className={styles.mark}>
        <Mark />
      </span>
      <div className={styles.workspace}>
        <span className={cx(styles.workspaceName, "clip")}>{workspace?.name || "Midwatch"}</span>
        {environment ? <EnvironmentTag kind={environment.kind} /> : null}
        {info?.demo ? (
          <Badge tone="info" status="info" className={styles.demo ?? ""}>
            Demo fleet
          </Badge>
        ) : null}
      </div>
      <OnCall />
    </div>
  );
}
