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
COPY deploy/docker/nginx.conf.template /usr/local/lib/freightwire/
COPY --chmod=0755 deploy/docker/board.sh /usr/local/lib/freightwire/
COPY --from=build /src/board/dist /usr/share/nginx/html
ENV GATEWAY_UPSTREAM=gateway:8080 \
    ORDERS_UPSTREAM=orders:8080 \
    NOTIFIER_UPSTREAM=notifier:8080
# Its port and its temporary files need no rights at all.
USER 10001:10001
EXPOSE 8080
# By bash, which every Debian image has, with or without curl.
HEALTHCHECK --interval=5s --timeout=5s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/usr/local/lib/freightwire/board.sh"]
