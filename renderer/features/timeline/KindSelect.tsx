import { type EventKind, eventKinds } from "../../../shared/domain/events/fleetEvent.ts";
import { eventLooks } from "../../ui/eventLooks.ts";
import { Select } from "../../ui/Select.tsx";

const options: readonly { readonly id: EventKind | "all"; readonly label: string }[] = [
  { id: "all", label: "All types" },
  ...eventKinds.map((id) => ({ id, label: eventLooks[id].label })),
];

/** Events of one kind, or null for all. */
export function KindSelect({
  kind,
  onChange,
}: {
  readonly kind: EventKind | null;
  readonly onChange: (kind: EventKind | null) => void;
}) {
  return (
    <Select
      label="Type of event"
      options={options}
      value={kind ?? "all"}
      onChange={(id) => onChange(id === "all" ? null : id)}
    />
  );
}
