import { useEffect, useRef, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import { type DoctorLink, firstBroken } from "../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import { type Status, StatusText } from "../../ui/StatusIcon.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import styles from "./DoctorDialog.module.css";

export interface DoctorAnswer {
  readonly links: readonly DoctorLink[];
  /** What to apply instead, as YAML; null where there is nothing to correct. */
  readonly manifest?: string | null;
}
type Call = ReturnType<typeof useClient>["call"];

const states: Readonly<Record<DoctorLink["state"], { readonly status: Status; readonly word: string }>> = {
  sound: { status: "ok", word: "Holds" },
  broken: { status: "critical", word: "Broken too" },
  doubtful: { status: "warning", word: "Doubtful" },
  unknown: { status: "unknown", word: "Not known" },
};

/** A chain, link by link, with where it breaks and what to do. Looks once, when it opens. */
export function DoctorDialog({
  title,
  ask,
  onClose,
}: {
  readonly title: string;
  readonly ask: (call: Call, signal: AbortSignal) => Promise<DoctorAnswer>;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const asked = useRef(ask);
  const [answer, setAnswer] = useState<DoctorAnswer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    asked.current(call, abort.signal).then(setAnswer, (error: unknown) => {
      if (!abort.signal.aborted) setFailure(errorText(error));
    });
    return () => abort.abort();
  }, [call]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      aside={<Verdict answer={answer} />}
      width={760}
      footer={
        <Button size="lg" keys="Esc" onPress={onClose}>
          Close
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and may hold nothing to focus */}
      <section className={styles.chain} aria-label="Chain" tabIndex={0}>
        {failure === null ? null : <SourceDown>The cluster could not be asked: {failure}</SourceDown>}
        {answer === null && failure === null ? <LoadingSkeleton label="Asking the cluster" rows={4} /> : null}
        {answer ? (
          <ol>
            {answer.links.map((link) => (
              <Link
                key={`${link.title} ${link.text}`}
                link={link}
                isBreak={link === firstBroken(answer.links)}
                onLeave={onClose}
              />
            ))}
          </ol>
        ) : null}
        {answer?.manifest ? <Manifest text={answer.manifest} /> : null}
      </section>
    </Dialog>
  );
}

function Verdict({ answer }: { readonly answer: DoctorAnswer | null }) {
  if (answer === null) return null;
  const broken = firstBroken(answer.links);
  if (broken) return <StatusText status="critical">Breaks at {broken.title}</StatusText>;
  const isWhole = answer.links.every(({ state }) => state === "sound");
  return <span className="fg2">{isWhole ? "Everything holds" : "No break found"}</span>;
}

function Link({
  link,
  isBreak,
  onLeave,
}: {
  readonly link: DoctorLink;
  /** The first one that is broken: those behind it may be well once it is. */
  readonly isBreak: boolean;
  readonly onLeave: () => void;
}) {
  const { title, state, text, next, query } = link;
  const { status, word } = states[state];
  return (
    <li className={styles.link}>
      <h3>
        <span>{title}</span>
        <StatusText status={status}>{isBreak ? "Breaks here" : word}</StatusText>
      </h3>
      <p className="fg1">{text}</p>
      {next === null ? null : <p className="fg2">{next}.</p>}
      {query === null ? null : (
        <div className={styles.query}>
          <code className="mono">
            <PromqlText>{query}</PromqlText>
          </code>
          <Button
            size="sm"
            onPress={() => {
              onLeave();
              navigate({ page: "explore", query: new URLSearchParams({ q: query }).toString() });
            }}
          >
            Ask in Explore
          </Button>
        </div>
      )}
    </li>
  );
}

function Manifest({ text }: { readonly text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <section className={styles.link} aria-label="Corrected manifest">
      <h3>
        <span>Corrected manifest</span>
        <Button
          size="sm"
          onPress={() => {
            navigator.clipboard.writeText(text).then(
              () => setIsCopied(true),
              () => setIsCopied(false),
            );
          }}
        >
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </h3>
      <p className="fg2">Read it, and apply it with kubectl or in your repository: Midwatch applies no manifest.</p>
      <pre className="mono">{text}</pre>
    </section>
  );
}
