import { useEffect, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { matcherText, parseMatcher } from "../../../shared/domain/alerts/parseMatcher.ts";
import { textLimits } from "../../../shared/domain/textLimits.ts";
import { useAttempt } from "../../app/useAttempt.tsx";
import { useClient } from "../../state/client.ts";
import { hostNowMs, useNow } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { silencesStore } from "../../state/silencesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { formatClock, formatDay } from "../../ui/format.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./AlertsPanel.module.css";
import { rememberOwnName } from "./ownName.ts";
import { type SilenceDraft, type SilenceSpan, spansOf, timesOf } from "./silenceDraft.ts";

type Preview = Result<Contract["alerts.previewSilence"]>;

/** Named in the preview; the count tells of the rest. */
const namedAtMost = 8;

/** Makes or changes a silence; what it would hold back is shown before it is saved. */
export function SilenceDialog({ draft, onClose }: { readonly draft: SilenceDraft; readonly onClose: () => void }) {
  const { call } = useClient();
  const servers = silencesStore((state) => state.servers);
  const [server, setServer] = useState(draft.server ?? servers[0]?.name ?? "");
  const [matchers, setMatchers] = useState(draft.matchers);
  const [text, setText] = useState("");
  const [span, setSpan] = useState<SilenceSpan>(draft.times === null ? "2h" : "kept");
  const [createdBy, setCreatedBy] = useState(draft.createdBy);
  const [comment, setComment] = useState(draft.comment);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [isUnreadable, setUnreadable] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const saving = useAttempt("Saving the silence failed");
  const nowMs = useNow();

  useEffect(() => {
    const abort = new AbortController();
    setPreview(null);
    setProblem(null);
    call("alerts.previewSilence", { server, matchers: [...matchers] }, abort.signal).then(
      setPreview,
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(errorText(error));
      },
    );
    return () => abort.abort();
  }, [call, server, matchers]);

  function add(): void {
    const matcher = parseMatcher(text);
    setUnreadable(matcher === null);
    if (!matcher) return;
    setText("");
    setMatchers([...matchers, matcher]);
  }

  function save(): void {
    const by = createdBy.trim();
    const times = timesOf(draft, span, hostNowMs());
    saving.run(
      () =>
        call("alerts.saveSilence", { server, id: draft.id, matchers: [...matchers], ...times, createdBy: by, comment }),
      () => {
        if (draft.id === null) rememberOwnName(by);
        onClose();
      },
    );
  }

  // Without a matcher that somebody wrote and did not add, more would be held back than they mean.
  const isAdded = text.trim() === "";
  const ready = preview !== null && preview.problem === null && isAdded && createdBy.trim() !== "" && server !== "";
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title={draft.id === null ? "New silence" : "Change silence"}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" isDisabled={!ready} isPending={saving.pending} onPress={save}>
            {draft.id !== null ? "Save" : preview?.problem === null ? `Silence ${preview.total}` : "Silence"}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {servers.length > 1 ? (
          <div className={styles.lasts}>
            <span className="medium fg1" aria-hidden="true">
              Alertmanager
            </span>
            <SegmentedControl
              label="Alertmanager"
              segments={servers.map(({ name }) => ({ id: name, label: name }))}
              value={server}
              onChange={setServer}
            />
          </div>
        ) : null}
        <ul className={styles.matchers} aria-label="Matchers">
          {matchers.map((matcher) => (
            <li key={matcherText(matcher)}>
              <Chip
                mono
                removeLabel={`Remove ${matcherText(matcher)}`}
                onRemove={() => setMatchers(matchers.filter((one) => one !== matcher))}
              >
                {matcherText(matcher)}
              </Chip>
            </li>
          ))}
        </ul>
        <TextInput
          label="Add a matcher"
          hint="Enter adds it"
          mono
          value={text}
          onChange={(next) => {
            setText(next);
            setUnreadable(false);
          }}
          onSubmit={add}
          error={isUnreadable ? 'Write a matcher such as instance="gpu-a01" or job=~"vllm.*"' : null}
          placeholder='instance="gpu-a01"'
        />
        <div className={styles.lasts}>
          <span className="medium fg1" aria-hidden="true">
            Lasts
          </span>
          <SegmentedControl label="Lasts" segments={spansOf(draft, nowMs)} value={span} onChange={setSpan} />
          <Until endsAtMs={timesOf(draft, span, nowMs).endsAtMs} />
        </div>
        <TextInput
          label="Your name"
          hint="needed"
          required
          value={createdBy}
          onChange={setCreatedBy}
          maxLength={textLimits.silenceAuthor}
        />
        <TextInput
          label="Comment"
          hint="optional"
          value={comment}
          onChange={setComment}
          maxLength={textLimits.silenceComment}
        />
        <section aria-label="What would be silenced" aria-live="polite">
          {problem === null ? <PreviewText preview={preview} /> : <p className="critical">{problem}</p>}
        </section>
        {saving.problem}
        {isAdded ? null : (
          <p className="fg2">It can be saved once the matcher above is added, with Enter, or emptied.</p>
        )}
        {createdBy.trim() === "" ? <p className="fg2">It can be saved once your name is written above.</p> : null}
      </div>
    </Dialog>
  );
}

/** When it ends if it is saved now. */
function Until({ endsAtMs }: { readonly endsAtMs: number }) {
  const zone = settingsStore(({ clock }) => clock);
  return (
    <span className="fg2">
      until {formatDay(endsAtMs, zone)} {formatClock(endsAtMs, zone)}
    </span>
  );
}

function PreviewText({ preview }: { readonly preview: Preview | null }) {
  if (!preview) return <p className="fg3">Looking at what it would hold back</p>;
  if (preview.problem !== null) return <p className="warning">{preview.problem}</p>;
  if (preview.total === 0) return <p className="fg2">No alert matches now: it waits for what does not fire yet.</p>;
  const more = preview.total - namedAtMost;
  return (
    <>
      <p className="fg0 medium">
        {preview.total} {preview.total === 1 ? "alert" : "alerts"} would be silenced
      </p>
      <ul className="fg2">
        {preview.alerts.slice(0, namedAtMost).map(({ id, name, target }) => (
          <li key={id}>
            {name} <span className="mono">{target}</span>
          </li>
        ))}
        {more > 0 ? <li>and {more} more</li> : null}
      </ul>
    </>
  );
}
