import { Unplug } from "lucide-react";
import { type ComponentType, lazy } from "react";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/states/EmptyState.tsx";

/** A screen whose code is no part of the first page: it runs when the screen opens. */
export function laterScreen<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load().catch((): ComponentType<Props> => NotLoaded) }));
}

function NotLoaded() {
  return (
    <EmptyState
      icon={Unplug}
      title="This screen could not be loaded"
      action={<Button onPress={() => window.location.reload()}>Load the page again</Button>}
    >
      The console did not answer when the screen's code was asked for. Other screens are not affected.
    </EmptyState>
  );
}
