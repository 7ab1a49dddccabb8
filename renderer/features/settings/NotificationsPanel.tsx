import { useState } from "react";
import type { Settings } from "../../state/settingsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Switch } from "../../ui/Checkbox.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { Setting } from "./Setting.tsx";

/** What is told of while nobody looks at the console. */
export function NotificationsPanel({
  settings,
  onChange,
}: {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
}) {
  const isBrowser = statusStore(({ info }) => info?.shell === "headless");
  return (
    <Panel title="Notifications">
      <Setting name="New alerts" detail="Told once each, and a storm of them in one; never what fired before you came.">
        <SegmentedControl
          label="New alerts"
          segments={[
            { id: "off", label: "Off" },
            { id: "critical", label: "Critical" },
            { id: "warning", label: "Critical and warnings" },
          ]}
          value={settings.notify}
          onChange={(notify) => onChange({ notify })}
        />
      </Setting>
      <Setting name="Sound" detail="Two short tones with each of them.">
        <Switch label="Sound" selected={settings.sound} onChange={(sound) => onChange({ sound })} />
      </Setting>
      {isBrowser ? <BrowserPermission /> : null}
    </Panel>
  );
}

const words: Readonly<Record<NotificationPermission, string>> = {
  granted: "This browser shows them while you look at something else.",
  denied: "This browser blocks them: allow notifications for this address in its own settings.",
  default: "This browser has not been asked yet whether it may show them.",
};

/** A page may ask only in answer to a click. */
function BrowserPermission() {
  const [permission, setPermission] = useState(Notification.permission);
  return (
    <Setting name="This browser" detail={words[permission]}>
      {permission === "default" ? (
        <Button onPress={() => void Notification.requestPermission().then(setPermission)}>Allow notifications</Button>
      ) : null}
    </Setting>
  );
}
