// Lists the npm packages of which something is in the window's code, as JSON: the build is run as usual and written
// nowhere. Run by `cargo xtask bundle` with the window's folder as current folder and this text on standard input.
import { build } from "vite";

const folders = new Set();

/** The folder of the package that a module or a file belongs to, seen from the window's folder; none for our own code. */
const folderOf = (file) => /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1];

/** What a part of the bundle was made from: modules of which something is left, style sheets, and copied files. */
const filesOf = (part) =>
  part.type === "chunk"
    ? Object.keys(part.modules).filter((id) => part.modules[id].renderedLength > 0 || id.includes(".css"))
    : part.originalFileNames;

await build({
  logLevel: "error",
  build: { write: false },
  plugins: [
    {
      name: "window-packages",
      generateBundle: (_options, bundle) => {
        for (const part of Object.values(bundle)) for (const file of filesOf(part)) folders.add(folderOf(file));
      },
    },
  ],
});
folders.delete(undefined);
console.log(JSON.stringify([...folders].sort()));
