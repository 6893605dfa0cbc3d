# The board: built with Node, served by nginx with all it talks to behind one address.
#   docker build -f deploy/docker/board.Dockerfile -t freightwire/board .

ARG NODE_IMAGE=node:22-slim
ARG NGINX_IMAGE=nginx:1

FROM ${NODE_IMAGE} AS build
WORKDIR /src
# The manifests first: while the lock file stays the same, the layer with the packages is reused.
COPY web/package.json web/package-lock.json web/.npmrc ./
COPY web/client/package.json client/
COPY web/react/package.json react/
COPY web/board/package.json board/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY web/tsconfig.base.json ./
COPY web/client/ client/
COPY web/react/ react/
COPY web/board/ board/
RUN npm run build --workspace @freightwire/board

FROM ${NGINX_IMAGE}
COPY deploy/docker/nginx.conf.template /etc/nginx/templates/default.conf.template
COPY --from=build /src/board/dist /usr/share/nginx/html
# Only these are filled in: nginx has variables of its own.
ENV NGINX_ENVSUBST_FILTER=_UPSTREAM$ \
    GATEWAY_UPSTREAM=gateway:8080 \
    ORDERS_UPSTREAM=orders:8080 \
    NOTIFIER_UPSTREAM=notifier:8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s CMD ["curl", "-fsS", "http://127.0.0.1:8080/healthz"]
