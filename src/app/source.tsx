const DOI = /doi:\s*(10\.\d{4,9}\/[^\s;,"]+)/gi;

/** Where a number comes from; a DOI in it is a link. */
export function Source({ text }: { readonly text: string }) {
  if (text === '') return null;
  const parts = text.split(DOI);
  return (
    <p class="source quiet">
      {parts.map((part, i) =>
        i % 2 === 0 ? (
          part
        ) : (
          <a href={`https://doi.org/${part}`} target="_blank" rel="noreferrer">
            doi:{part}
          </a>
        ),
      )}
    </p>
  );
}
