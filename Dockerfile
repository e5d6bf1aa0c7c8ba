# Unfold as it runs by itself: `docker build -t unfold .`, then `docker run -p 3000:3000 -v unfold:/data unfold`;
# with a Postgres: `docker compose up`.

FROM node:24.21.0-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
# First what changes seldom, so that packages are not fetched again for a changed line of code.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24.21.0-slim
WORKDIR /app
# Chats and the secret that signs cookies are in DATA_DIR. The tables of a Postgres are brought up to date at the start. Next listens on HOSTNAME, which Docker would set to the container's id.
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HOSTNAME=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    DATABASE_MIGRATE=on
RUN mkdir -p -m 700 /data && chown node:node /data
# Next leaves out of its own folder what a CDN would serve.
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: SIGTERM reaches the app, which lets runs finish and hands over the rest.
CMD ["node", "server.js"]
