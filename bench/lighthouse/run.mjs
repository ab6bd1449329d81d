// One page as Lighthouse's mobile settings see it, in a Chromium of its own with nothing in its cache.
// Reads {chromium, flags, url, cookies} as JSON from standard input; writes the figures as JSON.
import puppeteer from "puppeteer-core";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

const text = async (stream) => {
  let whole = "";
  for await (const part of stream) whole += part;
  return whole;
};

/** What a category marked down, as "id: what it showed". */
const marked = ({ audits, categories }, name) =>
  categories[name].auditRefs
    .filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => `${id}: ${audits[id].displayValue || audits[id].title}`);

const asked = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: asked.chromium, args: asked.flags });
try {
  if (asked.cookies.length) await browser.setCookie(...asked.cookies);
  const page = await browser.newPage();
  const flags = { logLevel: "error", onlyCategories: CATEGORIES, disableStorageReset: true };
  const { lhr } = await lighthouse(asked.url, flags, undefined, page);
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  const score = (name) => Math.round(100 * lhr.categories[name].score);
  process.stdout.write(
    JSON.stringify({
      address: lhr.finalDisplayedUrl,
      performance: score("performance"),
      accessibility: score("accessibility"),
      practices: score("best-practices"),
      lcp_ms: lhr.audits["largest-contentful-paint"].numericValue,
      cls: lhr.audits["cumulative-layout-shift"].numericValue,
      marked: CATEGORIES.flatMap((name) => marked(lhr, name)),
    }),
  );
} finally {
  await browser.close();
}
