import type { Plugin } from "vite";

const defaultLocale = /\/react-aria\/dist\/private\/i18n\/useDefaultLocale\.mjs$/;
const otherWords = /\/react-[\w-]+\/dist\/private\/intl\/(?:[\w-]+\/)?(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/;

/**
 * Midwatch speaks English in every browser. Of its own accord react-aria would take the browser's language for its few
 * words, and its direction for the arrow keys; and to ask which languages there are takes 40 ms before the first screen.
 */
export function english(): Plugin {
  return {
    name: "english",
    load(id) {
      if (otherWords.test(id)) return "export default {};";
      if (!defaultLocale.test(id)) return null;
      return `
        const locale = { locale: "en-US", direction: "ltr" };
        export const getDefaultLocale = () => locale;
        export const useDefaultLocale = () => locale;
      `;
    },
  };
}
