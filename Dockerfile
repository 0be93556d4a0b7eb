# homeostat: every role and `up`, as a user without rights. docker-compose.yml says which role a container is.

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# No install script is needed: what is native comes built.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY core ./core
COPY rules ./rules
COPY gateway ./gateway
COPY broker ./broker
COPY ingest ./ingest
COPY dashboards ./dashboards
COPY simulators ./simulators
COPY cli ./cli
COPY bench ./bench
COPY test/support ./test/support
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
# openssl makes certificates and keys (examples/gauge/prepare.sh).
RUN apt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 homeostat && useradd --uid 10001 --gid 10001 --no-create-home homeostat \
  && mkdir /data && chown 10001:10001 /data
WORKDIR /opt/homeostat
COPY --from=build /src/package.json ./
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./dist
COPY examples ./examples
ENV NODE_ENV=production
USER 10001:10001
VOLUME /data
EXPOSE 8420
ENTRYPOINT ["node", "/opt/homeostat/dist/cli/main.js"]
CMD ["--help"]
