const systemOptions = new Set([
  "$count",
  "$expand",
  "$filter",
  "$format",
  "$orderby",
  "$search",
  "$select",
  "$skip",
  "$skiptoken",
  "$top",
]);

/**
 * A query with its options in their one spelling: OData takes them in any case, and Graph without the dollar sign too.
 * An option that were overlooked would answer everything.
 *
 * @see https://learn.microsoft.com/graph/query-parameters
 */
export function readQuery(written: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...written].map(([name, value]): [string, string] => {
      const option = `$${name.toLowerCase().replace(/^\$/, "")}`;
      return [systemOptions.has(option) ? option : name, value];
    }),
  );
}
