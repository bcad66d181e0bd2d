import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((file) => file && existsSync(file));

/** A start of the browser and a build of the page on two busy cores. */
export const BROWSER_PATIENCE = 60_000;

/** Whether there is a browser to test with; if not, says so on the terminal. */
export const hasBrowser = (suite: string): boolean => {
  if (executablePath) return true;
  // Straight to the terminal: jest prints nothing of a skipped suite, and a silent skip looks like a pass.
  process.stderr.write(
    `\nThe browser test of ${suite} is SKIPPED: no Chromium is installed. ` +
      'Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its executable.\n\n',
  );
  return false;
};

/** A browser with a profile of its own. @returns it, and how to close it without a trace */
export async function openBrowser(): Promise<{ browser: BrowserContext; close: () => Promise<void> }> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'plat-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: executablePath as string,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  browser.setDefaultTimeout(20_000);
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
