/** What a review begins with, as an address writes it: `?host=a&host=b&unit=vllm.service`. */
export interface ReviewStart {
  readonly targets: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

export function parseReviewQuery(query: string): ReviewStart {
  const pairs = new URLSearchParams(query);
  return {
    targets: pairs.getAll("host"),
    parameters: Object.fromEntries([...pairs].filter(([name]) => name !== "host")),
  };
}
