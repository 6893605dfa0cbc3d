import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "**/generated.ts", "**/*.generated.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      complexity: ["error", 12],
      "max-lines": ["error", { max: 350, skipBlankLines: true }],
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
      "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true, allowInGenericTypeArguments: true }],
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  { files: ["**/*.tsx", "react/src/**/*.ts"], extends: [reactHooks.configs.flat.recommended] },
  {
    // A table of many rows is drawn by a library whose functions change what they return: it is rendered without memory.
    files: ["board/src/board/table.tsx"],
    rules: { "react-hooks/incompatible-library": "off" },
  },
  { files: ["board/e2e/**/*.mjs", "board/public/*.js"], rules: { "no-undef": "off" } },
  { files: ["**/*.mjs"], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } } },
);
