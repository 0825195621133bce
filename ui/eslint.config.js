import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import { readdirSync } from "node:fs";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const shell = { group: ["@tauri-apps/*"], message: "Only lib/ipc speaks to the shell." };
const otherFeatures = (own) =>
  readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== own)
    .map((entry) => entry.name);

// Never-list 9 of the house: arrows between the window's folders.
const arrows = [
  {
    files: ["src/**/*.{ts,svelte}", "src/**/*.svelte.ts"],
    ignores: ["src/lib/ipc/**"],
    rules: { "no-restricted-imports": ["error", { patterns: [shell] }] },
  },
  {
    files: ["src/components/**/*.{ts,svelte}"],
    rules: {
      "no-restricted-imports": "off",
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            shell,
            { regex: "(^|/)state(/|$)", message: "A component knows no state: pass it in." },
            { regex: "/ipc/(?!generated)", message: "A component does not speak to the till: pass a function in." },
            { regex: "/ipc/generated", allowTypeImports: true, message: "Types only." },
            { regex: "(^|/)features(/|$)", message: "A component knows no feature." },
          ],
        },
      ],
    },
  },
  {
    files: ["src/lib/**/*.ts"],
    ignores: ["src/lib/ipc/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            shell,
            { regex: "(^|/)(features|components)(/|$)|^\\$components", message: "lib knows nothing above it." },
          ],
        },
      ],
    },
  },
  ...otherFeatures("").map((own) => ({
    files: [`src/features/${own}/**/*.{ts,svelte}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            shell,
            {
              regex: `(^\\.\\./|features/)(${otherFeatures(own).join("|") || "none"})/`,
              message: "A feature never imports another feature.",
            },
          ],
        },
      ],
    },
  })),
];

// A state that is made where its module is read outlives the window that it belongs to, and one test meets another's.
const states = [
  {
    files: ["src/lib/state/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...["Program", "Program > ExportNamedDeclaration"].flatMap((top) => [
          {
            selector: `${top} > VariableDeclaration[kind="let"]`,
            message: "What changes belongs to a state, not to its module.",
          },
          {
            selector: `${top} > VariableDeclaration > VariableDeclarator > NewExpression[callee.name!=/^(Set|Map)$/]`,
            message: "A state is made by AppState, not where its module is read.",
          },
        ]),
      ],
    },
  },
];

// A test waits as long as tests/support/setup.ts says: what waits a second by itself fails on a machine with other work.
const waits = [
  {
    files: ["**/*.test.ts", "tests/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...[
          ["vi", "waitFor"],
          ["vi", "waitUntil"],
          ["expect", "poll"],
        ].map(([object, property]) => ({ object, property, message: "Use waitFor of the testing library." })),
      ],
    },
  },
];

export default ts.config(
  { ignores: ["dist/", "node_modules/", "src/lib/ipc/generated.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.es2023 } },
    rules: {
      "no-console": "error",
      "no-undef": "off",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
    rules: {
      "svelte/no-at-html-tags": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: 'SvelteAttribute[key.name="style"]',
          message: "The content security policy forbids style attributes: use style:property.",
        },
      ],
      "svelte/button-has-type": "error",
    },
  },
  ...arrows,
  ...states,
  ...waits,
  { files: ["*.js", "*.ts", "tests/**"], languageOptions: { globals: globals.node } },
);
