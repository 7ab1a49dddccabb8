/** Work that may be laid aside between its steps: each `next` does one of them, the last one brings the result. */
export type Steps<T> = Generator<void, T, void>;
