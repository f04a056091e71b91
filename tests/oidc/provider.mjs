// A real OpenID Connect provider (npm oidc-provider), on loopback, for tests.
// node provider.mjs PACKAGE PORT CALLBACK. Whoever logs in as "an" is an@example.org, verified by the
// provider; "bo.unverified" is bo@example.org, not verified; "nomail" has no address.
import { pathToFileURL } from 'node:url';

const [entry, port, callback] = process.argv.slice(2);
const { Provider, default: Default } = await import(pathToFileURL(entry));
const issuer = `http://127.0.0.1:${port}`;

const provider = new (Provider ?? Default)(issuer, {
  clients: [{ client_id: 'tafel', client_secret: 'een-geheim-van-de-toets', redirect_uris: [callback] }],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ['alleen voor de toets'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => {
      const [who, how] = id.split('.');
      if (who === 'nomail') return { sub: id };
      return { sub: id, name: who, email: `${who}@example.org`, email_verified: how !== 'unverified' };
    },
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
