# docker build --build-arg VERSION="$(git describe --tags --always)" -t waymark .
#
# The tag pins Go and Debian. A tag can be moved, a digest cannot: whoever builds for others adds the digest that
# `docker buildx imagetools inspect golang:1.26.8-bookworm` prints (it could not be looked up where this was written).
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go mod verify
COPY . .
ARG VERSION=unknown
RUN make build VERSION="$VERSION" STATIC=-extldflags=-static
# The image below has no shared libraries: a binary that wants one would not start there.
RUN if ldd bin/waymark; then echo "bin/waymark is not static"; exit 1; fi
RUN install -d -m 0700 /image/data

# No shell, no package manager, no other program: the binary, the certificates that Telegram is checked against, and a
# folder for blinded counters. The time zones are in the binary.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /src/bin/waymark /waymark
# Copied as what stands in a folder: that way its mode is kept, and the counters' folder is nobody else's to read.
COPY --from=build --chown=65532:65532 /image/ /
# With GOTRACEBACK=none a crash prints no stack, whose arguments could be somebody's message.
ENV WAYMARK_DATA=/data \
    WAYMARK_LISTEN=0.0.0.0:8080 \
    GOTRACEBACK=none
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# No HEALTHCHECK: there is no other program to make the request. Point the platform's HTTP probes at /healthz
# (running) and /readyz (every channel works).
ENTRYPOINT ["/waymark"]
CMD ["serve"]
