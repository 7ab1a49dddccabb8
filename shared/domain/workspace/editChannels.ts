import { isMap, isSeq } from "yaml";
import { changeMap } from "./changeMap.ts";
import type { NotifyChannel } from "./notifyChannel.ts";
import { parseWorkspace } from "./parse.ts";

const list = ["notify", "channels"] as const;

/**
 * The text of `midwatch.yaml` with a channel in place of the one called `replaces`, or after all others where that is null;
 * comments, order and what did not change are kept. Null when the file has problems, or no such channel.
 */
export function putChannel(
  text: string,
  fileName: string,
  channel: NotifyChannel,
  replaces: string | null,
): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const { name, kind, ...rest } = channel;
  const entry = Object.fromEntries(Object.entries({ name, kind, ...rest }).filter(([, value]) => value !== undefined));
  if (replaces === null) {
    const sequence = document.getIn(list, true);
    if (isSeq(sequence)) {
      if (sequence.items.length === 0) sequence.flow = false;
      sequence.add(document.createNode(entry));
    } else document.setIn(list, document.createNode([entry]));
    return document.toString({ lineWidth: 0 });
  }
  const index = indexOf(file.notify?.channels, replaces);
  if (index === -1) return null;
  const node = document.getIn([...list, index], true);
  if (isMap(node)) changeMap(document, node, entry);
  else document.setIn([...list, index], document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}

/** The text without the channel of that name; null when the file has problems, or no such channel. */
export function removeChannel(text: string, fileName: string, name: string): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  const index = indexOf(file?.notify?.channels, name);
  if (index === -1) return null;
  document.deleteIn([...list, index]);
  return document.toString({ lineWidth: 0 });
}

function indexOf(channels: readonly NotifyChannel[] | undefined, name: string): number {
  return channels?.findIndex((channel) => channel.name === name) ?? -1;
}
