# One image for every role: ROLE=all (default), web or worker.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/zalo-api-sdk-node/package.json packages/zalo-api-sdk-node/
RUN npm ci --omit=dev --no-audit --no-fund
COPY tsconfig.json .env.example ./
COPY bin bin
COPY packages packages
COPY config config
COPY jobs jobs
COPY src src
RUN node bin/build.mjs

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8080
WORKDIR /app
COPY --from=build /app /app
# `nhipcau` for `docker exec`, without a look at the sources; the data belong to the user that runs the service.
RUN printf '#!/bin/sh\nexec node /app/dist/cli.js "$@"\n' > /usr/local/bin/nhipcau \
 && chmod 755 /usr/local/bin/nhipcau \
 && install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The program itself is process 1 and stops on SIGTERM; no package manager stands between.
CMD ["node", "--enable-source-maps", "dist/main.js"]
