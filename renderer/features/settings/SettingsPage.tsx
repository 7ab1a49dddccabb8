import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { changeSettings, type Settings, settingsStore } from "../../state/settingsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Switch } from "../../ui/Checkbox.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { AuditPanel } from "./AuditPanel.tsx";
import { ForwardingPanel } from "./ForwardingPanel.tsx";
import { GrafanaPanel } from "./GrafanaPanel.tsx";
import { NotificationsPanel } from "./NotificationsPanel.tsx";
import { ChannelsPanel } from "./notify/ChannelsPanel.tsx";
import { DeliveriesPanel } from "./notify/DeliveriesPanel.tsx";
import { RoutesPanel } from "./notify/RoutesPanel.tsx";
import { RecoveryPanel } from "./RecoveryPanel.tsx";
import { SecretsPanel } from "./SecretsPanel.tsx";
import { Setting } from "./Setting.tsx";
import styles from "./SettingsPage.module.css";
import { SourcesPanel } from "./SourcesPanel.tsx";

export function SettingsPage() {
  const settings = settingsStore();
  const { call } = useClient();
  const change = (next: Partial<Settings>) => {
    changeSettings(call, next).catch(reportProblem("The setting was not saved"));
  };
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1 className={styles.title}>Settings</h1>
        <Panel title="Appearance">
          <Setting name="Theme" detail="System follows the computer.">
            <SegmentedControl
              label="Theme"
              segments={[
                { id: "dark", label: "Dark" },
                { id: "light", label: "Light" },
                { id: "system", label: "System" },
              ]}
              value={settings.theme}
              onChange={(theme) => change({ theme })}
            />
          </Setting>
          <Setting name="Times" detail="Which zone charts and lists use. Both clocks stay in the top bar.">
            <SegmentedControl
              label="Times"
              segments={[
                { id: "utc", label: "UTC" },
                { id: "local", label: "Local" },
              ]}
              value={settings.clock}
              onChange={(clock) => change({ clock })}
            />
          </Setting>
        </Panel>
        <Panel title="Keyboard">
          <Setting
            name="Single-letter keys"
            detail="J, K, G then W and the like. Arrows and keys with Ctrl always work."
          >
            <Switch
              label="Single-letter keys"
              selected={settings.singleKeys}
              onChange={(singleKeys) => change({ singleKeys })}
            />
          </Setting>
        </Panel>
        <Panel title="Terminals">
          <Setting
            name="Screen reader"
            detail="Says what terminals print, line by line. Long output is then slower to come."
          >
            <Switch
              label="Screen reader"
              selected={settings.screenReader}
              onChange={(screenReader) => change({ screenReader })}
            />
          </Setting>
        </Panel>
        <NotificationsPanel settings={settings} onChange={change} />
        <ChannelsPanel />
        <RoutesPanel />
        <DeliveriesPanel />
        <SourcesPanel />
        <ForwardingPanel />
        <GrafanaPanel />
        <SecretsPanel />
        <RecoveryPanel />
        <AuditPanel />
        <About />
      </div>
    </div>
  );
}

function About() {
  const info = statusStore((state) => state.info);
  if (!info) return null;
  return (
    <Panel title="About">
      <dl className={styles.facts}>
        <dt>Version</dt>
        <dd>
          Midwatch {info.version}, {info.shell} on {info.platform}
        </dd>
        <dt>Workspace</dt>
        <dd className="mono">{info.workspaceFolder}</dd>
        <dt>Data</dt>
        <dd className="mono">{info.dataFolder}</dd>
        <dt>Leaves this machine</dt>
        <dd>
          SSH to the hosts you watch, queries to the servers that the workspace names, and pages to its channels where
          you turned them on. Nothing else.
        </dd>
      </dl>
    </Panel>
  );
}
