// What does not fit a screen of 360 px, or is too small to be touched or read. Run in the page by WebDriver.
const wrong = [];
const root = document.documentElement;
const name = (thing) => `${thing.tagName.toLowerCase()}.${thing.className.baseVal ?? thing.className} "${thing.textContent.trim().slice(0, 40)}"`;
if (root.clientWidth !== 360) wrong.push(`the screen is ${root.clientWidth} px wide`);
if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} px wide`);
for (const thing of document.body.querySelectorAll('*')) {
  const box = thing.getBoundingClientRect();
  // The link to the content waits beside the page; a block of addresses scrolls by itself.
  if (box.right > root.clientWidth + 0.5 && !thing.closest('.copy')?.contains(thing.parentElement)) wrong.push(`${name(thing)} ends at ${box.right} px`);
  // A choice is touched anywhere on its label; what is not shown cannot be touched.
  const touched = thing.matches('[type=radio]') ? thing.closest('label').getBoundingClientRect() : box;
  const shown = thing.getClientRects().length > 0;
  if (shown && thing.matches('input, textarea, button, a:not(.skip)') && touched.height < 44) wrong.push(`${name(thing)} is ${touched.height} px high`);
  // Below 16 px a phone zooms in when a field gets the focus.
  const size = parseFloat(getComputedStyle(thing).fontSize);
  if (size < (thing.matches('input, textarea') ? 16 : 12)) wrong.push(`${name(thing)} is written in ${size} px`);
}
// An org's address that is too long for a line is parted before its domain, not within.
for (const org of document.querySelectorAll('.org')) {
  const domain = document.createRange();
  domain.selectNode(org.lastChild);
  if (domain.getClientRects().length !== 1) wrong.push(`${name(org)} is parted within its domain`);
}
return wrong;
