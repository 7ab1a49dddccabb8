import { SquareTerminal } from "lucide-react";
import { useMemo } from "react";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import type { PaletteEntry } from "../../app/palette/entries.ts";
import { usePaletteEntries } from "../../app/palette/paletteStore.ts";
import { openTerminal } from "../../state/terminalsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import type { PodRow } from "./words.ts";

/** Shells in the containers of a pod that have run; the palette and a key open them too while the pod is shown. */
export function PodTerminals({ cluster, pod }: { readonly cluster: string; readonly pod: PodRow }) {
  const { id: uid, namespace, name, health, containers } = pod;
  const isShut = useViewer() !== null || health === "done";
  // A watched pod is told anew at each change of its state.
  const names = isShut ? "" : containers.flatMap((one) => (one.containerId === null ? [] : one.name)).join(" ");
  const shells = useMemo(
    () =>
      names
        .split(" ")
        .filter((container) => container !== "")
        .map((container) => ({
          container,
          open: () => openTerminal([{ kind: "pod", cluster, namespace, pod: name, uid, container }]),
        })),
    [names, cluster, namespace, name, uid],
  );
  usePaletteEntries(
    useMemo(
      () =>
        shells.map(
          ({ container, open }): PaletteEntry => ({
            id: `terminal ${cluster} ${namespace} ${name} ${container}`,
            group: "action",
            title: `Open a terminal in ${name}/${container}`,
            detail: cluster,
            icon: SquareTerminal,
            run: open,
          }),
        ),
      [shells, cluster, namespace, name],
    ),
  );
  const [first] = shells;
  useKeys("pod", first ? [{ keys: "`", label: "Terminal", run: first.open }] : []);
  if (!first) return null;
  if (shells.length === 1) {
    return (
      <Button size="sm" icon={SquareTerminal} keys="`" onPress={first.open}>
        Terminal
      </Button>
    );
  }
  return (
    <Menu
      label="Container"
      entries={shells.map(({ container, open }) => ({ id: container, label: container, onAction: open }))}
    >
      <Button size="sm" icon={SquareTerminal}>
        Terminal
      </Button>
    </Menu>
  );
}
