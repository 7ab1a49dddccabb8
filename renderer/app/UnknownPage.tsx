import { Unlink } from "lucide-react";
import { navigate } from "../state/navigation.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/states/EmptyState.tsx";

/** A link that leads nowhere: it was cut short, or is of another version. */
export function UnknownPage({ address }: { readonly address: string }) {
  return (
    <EmptyState
      icon={Unlink}
      title={
        <>
          There is no page at <span className="mono">{address}</span>
        </>
      }
      action={<Button onPress={() => navigate({ page: "watch", query: "" })}>Show Watch</Button>}
    >
      The link may be cut short, or of another version of Midwatch.
    </EmptyState>
  );
}
