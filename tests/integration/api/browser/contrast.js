// What is hard to tell from its ground. Run in the page by WebDriver.
const read = (colour) => {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return { red, green, blue, alpha };
};
const over = (top, below) => {
  const mix = (channel) => top[channel] * top.alpha + below[channel] * (1 - top.alpha);
  return { red: mix('red'), green: mix('green'), blue: mix('blue'), alpha: 1 };
};
const ground = (thing) => {
  if (!thing) return { red: 255, green: 255, blue: 255, alpha: 1 };
  const own = read(getComputedStyle(thing).backgroundColor);
  return own.alpha === 1 ? own : over(own, ground(thing.parentElement));
};
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const light = ({ red, green, blue }) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
const contrast = (one, other) => {
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

const wrong = [];
const judge = (what, colour, below, least) => {
  const ratio = contrast(over(read(colour), below), below);
  if (ratio < least) wrong.push(`${what}: ${ratio.toFixed(2)}, ${colour} on ${JSON.stringify(below)}`);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let judged = 0;
while (texts.nextNode()) {
  const text = texts.currentNode.data.trim();
  const thing = texts.currentNode.parentElement;
  if (text === '' || !thing.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
  judged += 1;
  judge(text.slice(0, 40), getComputedStyle(thing).color, ground(thing), 4.5);
}
for (const thing of document.body.querySelectorAll('*')) {
  const style = getComputedStyle(thing);
  if (Number(style.opacity) < 1 && !thing.matches('.pulse')) wrong.push(`${thing.tagName} shines through`);
  // What the style sheet writes by itself, such as the numbers of steps.
  for (const part of ['::before', '::after']) {
    const { content, color, backgroundColor } = getComputedStyle(thing, part);
    if (!['none', 'normal', '""'].includes(content)) judge(`${content} of ${thing.className}`, color, over(read(backgroundColor), ground(thing)), 4.5);
  }
  if (thing.matches('input')) {
    judge(`what is typed into ${thing.name}`, style.color, ground(thing), 4.5);
    judge(`the edge of ${thing.name}`, style.borderTopColor, ground(thing.parentElement), 3);
  }
  if (thing.matches('svg')) judge(`a drawing, ${thing.getAttribute('class')}`, style.color, ground(thing), 3);
}
if (judged < 3) wrong.push('there was nothing to judge');
return wrong;
