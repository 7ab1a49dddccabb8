import { useEffect, useState } from "react";
import { bufferOf, type PanelGroup } from "../../charts/PanelGroup.ts";
import type { SeriesBuffer } from "../../charts/SeriesBuffer.ts";

/** For how long of the range each value of a label was told, in ms. */
export type OwnTimes = ReadonlyMap<string, number>;

const unknown: OwnTimes = new Map();

/** Follows one query of a group whose series are told apart by one label. Empty before the first answer. */
export function useOwnTimes(group: PanelGroup, id: string, label: string, stepMs: number): OwnTimes {
  const [times, setTimes] = useState(unknown);
  useEffect(() => {
    const read = () => {
      const buffer = bufferOf(group.state(id));
      setTimes(buffer ? ownTimes(buffer, label, stepMs) : unknown);
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, id, label, stepMs]);
  return times;
}

/** Each step that has a value stands for the time up to the next one. */
export function ownTimes(buffer: SeriesBuffer, label: string, stepMs: number): OwnTimes {
  const { values } = buffer.view();
  return new Map(
    buffer.series.map(({ labels }, index) => {
      const told = values[index]?.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0) ?? 0;
      return [labels[label] ?? "", told * stepMs];
    }),
  );
}
