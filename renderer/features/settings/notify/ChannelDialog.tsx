import { useState } from "react";
import { errorText } from "../../../../shared/base/errors.ts";
import { useClient } from "../../../state/client.ts";
import type { NotifyView } from "../../../state/notifyStore.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import styles from "../SourceDialog.module.css";
import { ChannelFields } from "./ChannelFields.tsx";
import { type ChannelDraft, type ChannelProblems, channelDraftOf, readChannel } from "./channelDraft.ts";

/** Adds a channel to `midwatch.yaml`, or changes one. */
export function ChannelDialog({
  channel,
  onClose,
}: {
  /** The one that is changed; null adds one. */
  readonly channel: NotifyView["channels"][number] | null;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [draft, setDraft] = useState(() => channelDraftOf(channel));
  const [problems, setProblems] = useState<ChannelProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);

  function change(next: Partial<ChannelDraft>): void {
    setFailure(null);
    setDraft((before) => ({ ...before, ...next }));
    setProblems((before) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !Object.hasOwn(next, field))),
    );
  }

  async function save(): Promise<void> {
    if (saving) return;
    const read = readChannel(draft, channel);
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) return;
    setSaving(true);
    try {
      const { channel: wanted, secrets } = read;
      await call("notify.saveChannel", { channel: wanted, secrets, replaces: channel?.name ?? null });
      onClose();
    } catch (error) {
      setFailure(errorText(error));
      setSaving(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      width={600}
      title={channel === null ? "Add a channel" : `Change ${channel.name}`}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.stopPropagation();
        void save();
      }}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isPending={saving} keys={["Ctrl", "Enter"]} onPress={() => void save()}>
            Save to midwatch.yaml
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <ChannelFields
          draft={draft}
          problems={problems}
          onChange={change}
          isKept={channel !== null && channel.kind === draft.kind}
        />
        <p className="small fg3">
          Addresses that let in, keys and passwords are kept as secrets, outside the workspace. Nothing is sent before a
          route names the channel.
        </p>
        {failure === null ? null : (
          <p className="critical" role="alert">
            {failure}
          </p>
        )}
      </div>
    </Dialog>
  );
}
