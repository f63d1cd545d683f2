/** A module bundled into the text of a classic script that calls its `serve(port)`; undefined where the build does not do that. */
declare module '*?thread' {
  const script: string | undefined;
  export default script;
}
