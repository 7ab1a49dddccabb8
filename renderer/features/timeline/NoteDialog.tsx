import { useState } from "react";
import { textLimits } from "../../../shared/domain/textLimits.ts";
import { useAttempt } from "../../app/useAttempt.tsx";
import { useClient } from "../../state/client.ts";
import { hostsStore } from "../../state/hostsStore.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextInput } from "../../ui/TextInput.tsx";

/** Writes into the timeline what a person has to say about now. */
export function NoteDialog({ onClose }: { readonly onClose: () => void }) {
  const { call } = useClient();
  const [text, setText] = useState("");
  const [about, setAbout] = useState("");
  const isHost = hostsStore(({ hosts }) => hosts.some(({ name }) => name === about.trim()));
  const isService = servicesStore(({ definitions }) => definitions?.some(({ name }) => name === about.trim()) ?? false);
  const isKnown = about.trim() === "" || isHost || isService;
  const writing = useAttempt("The note was not written");

  function write(): void {
    if (text.trim() === "" || !isKnown) return;
    const place = about.trim();
    writing.run(
      () => call("events.note", { text, host: isHost ? place : null, service: isHost || !isService ? null : place }),
      onClose,
    );
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Write a note"
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            isDisabled={text.trim() === "" || !isKnown}
            isPending={writing.pending}
            onPress={write}
          >
            Write note
          </Button>
        </>
      }
    >
      <p className="fg2">It stands in the timeline at this moment, under your name, and cannot be changed later.</p>
      <TextInput
        label="Note"
        value={text}
        onChange={setText}
        onSubmit={write}
        maxLength={textLimits.timelineNote}
        autoFocus
      />
      <TextInput
        label="About"
        hint="a host or a service, optional"
        value={about}
        onChange={setAbout}
        onSubmit={write}
        {...(isKnown ? {} : { error: "No host or service is called that." })}
      />
      {writing.problem}
    </Dialog>
  );
}
