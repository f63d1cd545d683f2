/** What a person does to the explorer, for tests: find things by their accessible names, as they are read aloud. */
import type { CDPSession, ElementHandle, Page } from 'puppeteer';

/** Elements that have a role, for the first look. */
const ELEMENTS: Readonly<Record<string, string>> = {
  button: 'button',
  tab: '[role=tab]',
  combobox: 'select',
  slider: 'input[type=range], [role=slider]',
  image: '[role=img]',
};

/**
 * The control of that role and name; waits for it. Looked for by its label or text, which is quick; that the browser tells those
 * who listen the same role and name is then asked of that one element.
 */
export async function find(page: Page, role: string, name: string): Promise<ElementHandle> {
  const handle = await page.waitForFunction(
    (selector, name) =>
      [...document.querySelectorAll<HTMLElement>(selector)].find((one) => {
        const label = one.getAttribute('aria-label') ?? one.textContent ?? '';
        return label.replace(/\s+/g, ' ').trim() === name && one.checkVisibility() && !one.matches(':disabled');
      }),
    { timeout: 30_000, polling: 50 },
    ELEMENTS[role] ?? `[role=${role}]`,
    name,
  );
  const found = handle as ElementHandle;
  const client = clients.get(page) ?? page.createCDPSession();
  clients.set(page, client);
  const node = { backendNodeId: await found.backendNodeId(), fetchRelatives: false };
  const [told] = (await (await client).send('Accessibility.getPartialAXTree', node)).nodes;
  if (told?.role?.value !== role || told.name?.value !== name) {
    throw new Error(`${role} ${name} is told as ${told?.role?.value} ${told?.name?.value}`);
  }
  return found;
}

const clients = new WeakMap<Page, Promise<CDPSession>>();

/** Presses a button. */
export async function press(page: Page, name: string, role = 'button'): Promise<void> {
  await (await find(page, role, name)).click();
}

/** Chooses an option of a select by its value. */
export async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.select(`select[aria-label="${label}"]`, value);
}

/** Moves the speed slider to its place 0…7; 7 is top speed. */
export async function setSpeed(page: Page, place: number): Promise<void> {
  await (await find(page, 'slider', 'Speed')).focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < place; i++) await page.keyboard.press('ArrowRight');
}

/** Text of the first element that matches. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent ?? '');
}

/** Waits until the text of an element matches. */
export async function waitForText(page: Page, selector: string, pattern: RegExp): Promise<string> {
  const wanted = { selector, source: pattern.source };
  await page.waitForFunction(
    ({ selector, source }) => new RegExp(source).test(document.querySelector(selector)?.textContent ?? ''),
    { timeout: 60_000, polling: 50 },
    wanted,
  );
  return textOf(page, selector);
}

/** Drops a file on the middle of the page. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    (name, text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      for (const type of ['dragover', 'drop']) {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
        document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.dispatchEvent(event);
      }
    },
    name,
    text,
  );
}

/** Colours of pixels of the tissue as it is on the screen, `r,g,b` each, at points of a coarse grid. */
export async function pictureOf(page: Page): Promise<readonly string[]> {
  const canvas = await page.$('.stage-canvas');
  const image = await canvas?.screenshot({ encoding: 'base64' });
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    pen.drawImage(bitmap, 0, 0);
    const { data: pixels } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
    const colours: string[] = [];
    for (let y = 4; y < bitmap.height; y += 9)
      for (let x = 4; x < bitmap.width; x += 9) {
        const i = 4 * (y * bitmap.width + x);
        colours.push(`${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`);
      }
    return colours;
  }, image as string);
}

/** Elements whose text or box is cut off: wider than their place without being made to scroll or shorten. */
export async function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { clientWidth, clientHeight } = document.documentElement;
    if (document.documentElement.scrollWidth > clientWidth) found.push('the page scrolls sideways');
    for (const element of document.querySelectorAll<HTMLElement>('button, h1, h2, output, span, label, select, p')) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || element.closest('.unseen')) continue;
      const scroller = element.closest('.rail, .dialogue');
      const outside = box.left < -1 || box.right > clientWidth + 1 || box.top < -1 || box.bottom > clientHeight + 1;
      const squeezed = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      const name = `${element.tagName} ${element.className} "${element.textContent?.slice(0, 30)}"`;
      if (outside && scroller === null) found.push(`outside: ${name}`);
      if (squeezed && getComputedStyle(element).textOverflow !== 'ellipsis') found.push(`squeezed: ${name}`);
    }
    return found;
  });
}
