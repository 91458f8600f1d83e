// Ordinary use of etcd by the npm package etcd3, which somebody else wrote. Arguments: the address, and the folder of its modules.
const assert = require('assert');
const [address, modules] = process.argv.slice(2);
const { Etcd3 } = require(`${modules}/etcd3`);

const next = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

async function main() {
  const client = new Etcd3({ hosts: `http://${address}`, defaultCallOptions: () => ({ deadline: Date.now() + 20000 }) });
  await client.put('js/a').value('one');
  await client.put('js/b').value('two');
  assert.strictEqual(await client.get('js/a').string(), 'one');
  assert.deepStrictEqual(await client.getAll().prefix('js/').strings(), { 'js/a': 'one', 'js/b': 'two' });

  const committed = await client.if('js/a', 'Value', '==', 'one').then(client.put('js/c').value('three')).else(client.get('js/a')).commit();
  assert.strictEqual(committed.succeeded, true);

  const watcher = await client.watch().prefix('js/').create();
  const put = next(watcher, 'put');
  await client.put('js/a').value('changed');
  assert.strictEqual((await put).value.toString(), 'changed');
  const gone = next(watcher, 'delete');
  await client.delete().key('js/b');
  assert.strictEqual((await gone).key.toString(), 'js/b');
  console.log('watching');
  // The test cuts every connection now; the watch goes on by itself, and misses nothing.
  const after = next(watcher, 'put');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await new Etcd3({ hosts: `http://${address}` }).put('js/again').value('there');
  assert.strictEqual((await after).key.toString(), 'js/again');
  await watcher.cancel();

  const lease = client.lease(5);
  await lease.put('js/leased').value('x');
  await lease.keepaliveOnce();
  await lease.revoke();
  assert.strictEqual(await client.get('js/leased').string(), null);

  let inside = 0;
  await Promise.all([1, 2, 3].map(() => client.lock('js/lock').ttl(10).do(async () => {
    assert.strictEqual(++inside, 1);
    await client.get('js/a').string();
    inside--;
  }).catch((error) => { if (error.constructor.name !== 'EtcdLockFailedError') throw error; })));

  const election = client.election('js/leader', 10);
  const campaign = election.campaign('me');
  await next(campaign, 'elected');
  assert.strictEqual(await election.leader(), 'me');
  await campaign.resign();

  const root = client.user('root');
  await client.role('root').create();
  await root.create('secret');
  await root.addRole('root');
  await client.auth.authEnable();
  await assert.rejects(client.get('js/a').string());
  const signedIn = new Etcd3({ hosts: `http://${address}`, auth: { username: 'root', password: 'secret' } });
  assert.strictEqual(await signedIn.get('js/a').string(), 'changed');
  await signedIn.auth.authDisable();
  console.log('done');
  process.exit(0);
}

main().catch((error) => { console.error(error); process.exit(1); });
