// A real OpenID provider that stands where Truphone's Keycloak stands: npm's oidc-provider, started by a test.
//
// It answers at Keycloak's path, on a free port of 127.0.0.1, and says so in one line. One client may sign in, with its
// id and secret as form fields. By itself the provider gives such a client no refresh token, as Keycloak since version
// 12; with REFRESH=yes it does, as older ones did, and the provider's own rotation then looks after it: a refresh token
// that comes twice ends everything that was given with it. One command a line on standard input is obeyed; it ends when
// that closes.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const { CLIENT_ID = "reseller", CLIENT_SECRET = "practice", REFRESH = "no", TOKEN_LIFE = "300" } = process.env;
const REFRESH_LIFE = 1800;
const TOKEN = "/auth/realms/tru-staff/protocol/openid-connect/token";

/** The token requests so far, and what was given for them. */
const requests = [];
const tokens = [];
const grants = [];

const configuration = {
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      grant_types: ["client_credentials", "refresh_token"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  cookies: { keys: ["not used: nobody signs in with a browser"] },
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  rotateRefreshToken: true,
  routes: { token: TOKEN },
  ttl: { AccessToken: Number(TOKEN_LIFE), ClientCredentials: Number(TOKEN_LIFE), Grant: 86400, RefreshToken: REFRESH_LIFE },
};

/** Gives the client a refresh token as well: of an account of its own, as Keycloak's service accounts are. */
async function withRefreshToken(ctx) {
  const { client } = ctx.oidc;
  const grant = new provider.Grant({ accountId: client.clientId, clientId: client.clientId });
  const grantId = await grant.save();
  grants.push(grantId);
  const token = new provider.RefreshToken({
    accountId: client.clientId,
    client,
    expiresWithSession: false,
    grantId,
    gty: "client_credentials",
    scope: "",
  });
  ctx.body.refresh_token = await token.save();
}

let provider;
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(origin, configuration);
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path !== TOKEN) return;
    const grant = ctx.oidc?.params?.grant_type ?? null;
    if (ctx.status === 200) {
      if (REFRESH === "yes" && grant === "client_credentials") await withRefreshToken(ctx);
      ctx.body.refresh_expires_in = ctx.body.refresh_token ? REFRESH_LIFE : 0;
    }
    tokens.push(...[ctx.body?.access_token, ctx.body?.refresh_token].filter(Boolean));
    requests.push({ grant, status: ctx.status });
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
  console.log(JSON.stringify({ ready: origin }));
});

/** Ends every session, as an administrator does: no refresh token of it is taken any more. */
async function end() {
  await Promise.all(grants.splice(0).map((grant) => provider.RefreshToken.revokeByGrantId(grant)));
  return null;
}

const commands = { requests: () => requests, tokens: () => tokens, end };

createInterface({ input: process.stdin })
  .on("line", (line) => void Promise.resolve(commands[line]?.() ?? null).then((said) => console.log(JSON.stringify(said))))
  .on("close", () => process.exit(0));
