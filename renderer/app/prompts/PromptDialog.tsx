import { useState } from "react";
import { useClient } from "../../state/client.ts";
import { useNow } from "../../state/now.ts";
import { promptsStore } from "../../state/promptsStore.ts";
import type { Prompt } from "../../state/types.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { reportProblem } from "../report.ts";
import styles from "./PromptDialog.module.css";

/** The oldest question a server or a key asks; the next follows when it is answered. */
export function PromptDialog() {
  const prompts = promptsStore((state) => state.prompts);
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const open = prompts.filter((prompt) => !answered.has(prompt.id));
  const [first] = open;
  if (!first) return null;
  const done = () => setAnswered(new Set([...answered, first.id]));
  return <Question key={first.id} prompt={first} more={open.length - 1} onDone={done} />;
}

function Question({
  prompt,
  more,
  onDone,
}: {
  readonly prompt: Prompt;
  readonly more: number;
  readonly onDone: () => void;
}) {
  const { call } = useClient();
  const nowMs = useNow();
  const [answers, setAnswers] = useState<readonly string[]>(() => prompt.fields.map(() => ""));
  const isNotice = prompt.fields.length === 0;
  const leftSeconds = Math.max(0, Math.ceil((prompt.expiresAtMs - nowMs) / 1000));

  const send = (values: readonly string[] | null) => {
    onDone();
    call("ssh.answerPrompt", { id: prompt.id, answers: values === null ? null : [...values] }).catch(
      reportProblem(`${prompt.host} did not get the answer`),
    );
  };

  return (
    <Dialog
      open
      onClose={() => send(null)}
      dismissable={false}
      title={prompt.title}
      aside={more > 0 ? <span className="fg3 small">{more} more waiting</span> : undefined}
      footer={
        <>
          <Button size="lg" keys="Esc" onPress={() => send(null)}>
            Cancel
          </Button>
          {isNotice ? null : (
            <Button size="lg" variant="primary" keys="Enter" onPress={() => send(answers)}>
              Answer
            </Button>
          )}
        </>
      }
    >
      <p>
        <code className="fg0">{prompt.hop}</code> {isNotice ? "waits for you" : "asks"}
        {prompt.hop === prompt.host ? "" : ` on the way to ${prompt.host}`}. It waits{" "}
        <b className="fg0">{leftSeconds} s</b> more.
      </p>
      {prompt.instructions ? <p className={styles.instructions}>{prompt.instructions}</p> : null}
      <div className={styles.fields}>
        {prompt.fields.map((field, index) => (
          <TextInput
            // biome-ignore lint/suspicious/noArrayIndexKey: a question's fields are fixed and answered by position
            key={index}
            label={field.label}
            secret={!field.echo}
            autoFocus={index === 0}
            value={answers[index] ?? ""}
            onChange={(value) => setAnswers(answers.map((answer, at) => (at === index ? value : answer)))}
            onSubmit={() => send(answers)}
          />
        ))}
      </div>
      <p className="small fg3">
        {isNotice ? "This goes by itself when it is done." : "The answer is never written to disk."}
      </p>
    </Dialog>
  );
}
