// Reads an org with Okta's SDK for Node.js, and prints one line of JSON: how much it saw, and what that cost.
//
//   read.cjs URL TOKEN lists                     users, groups, apps, policies of each type named in POLICY_TYPES, the log of a day
//   read.cjs URL TOKEN speed LOOKED_INTO EVENTS  users, factors and roles of so many of them, so many entries of the log
//
// NODE_PATH names the folder in which the SDK is installed.

const { readFileSync } = require('node:fs');
const okta = require('@okta/okta-sdk-nodejs');

const [url, token, work, ...numbers] = process.argv.slice(2);
const client = new okta.Client({ orgUrl: url, token, testing: { disableHttpsCheck: true } });

async function items(collection) {
  const found = [];
  await (await collection).each((item) => { found.push(item); });
  return found;
}

function day() {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  // Texts: the SDK would write a Date in words.
  const [since, until] = [2, 1].map((days) => new Date(hour - days * 86_400_000).toISOString());
  return { since, until, limit: 1000, sortOrder: 'ASCENDING' };
}

async function lists() {
  const users = await items(client.userApi.listUsers({ limit: 50 }));
  const gone = await items(client.userApi.listUsers({ limit: 50, filter: 'status eq "DEPROVISIONED"' }));
  const groups = await items(client.groupApi.listGroups({ limit: 20 }));
  const apps = await items(client.applicationApi.listApplications({ limit: 5 }));
  const policies = [];
  for (const type of process.env.POLICY_TYPES.split(' ')) policies.push(...await items(client.policyApi.listPolicies({ type })));
  const events = await items(client.systemLogApi.listLogEvents(day()));
  const different = (things, id) => new Set(things.map((thing) => thing[id])).size;
  return {
    users: different([...users, ...gone], 'id'), groups: different(groups, 'id'), apps: different(apps, 'id'),
    policies: different(policies, 'id'), events: different(events, 'uuid'), ...day(),
  };
}

async function people(lookedInto) {
  const ids = (await items(client.userApi.listUsers({ limit: 200 }))).map((user) => user.id);
  const seen = { users: ids.length, factors: 0, roles: 0 };
  const waiting = ids.slice(0, lookedInto).values();
  const look = async () => {
    for (const userId of waiting) {
      const factors = await items(client.userFactorApi.listFactors({ userId }));
      const roles = await items(client.roleAssignmentApi.listAssignedRolesForUser({ userId }));
      // Not in one line: others count while this one waits.
      seen.factors += factors.length;
      seen.roles += roles.length;
    }
  };
  await Promise.all([look(), look(), look(), look()]);
  return seen;
}

async function log(events) {
  let seen = 0;
  await (await client.systemLogApi.listLogEvents(day())).each(() => { seen += 1; return seen < events; });
  return seen;
}

function peakMib() {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function speed() {
  const [lookedInto, events] = numbers.map(Number);
  const [begun, ready] = [performance.now(), processorSeconds()];
  const told = await people(lookedInto);
  const between = processorSeconds();
  told.events = await log(events);
  return {
    ...told, people_seconds: between - ready, events_seconds: processorSeconds() - between,
    elapsed_seconds: (performance.now() - begun) / 1000, peak_mib: peakMib(),
  };
}

(work === 'lists' ? lists() : speed()).then(
  (told) => console.log(JSON.stringify(told)),
  (error) => { console.error(error); process.exitCode = 1; },
);
