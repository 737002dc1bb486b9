# The same steps as on any machine: ./boocode installs, builds and starts.
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 boo \
    && install --directory --owner boo /app /data /repository

USER boo
WORKDIR /app
ENV BOOCODE_CACHE=/app/.cache

# The packages first: they change less often than the program.
COPY --chown=boo boocode requirements.txt ./
RUN ./boocode install
COPY --chown=boo . .
RUN BOOCODE_HOME=/tmp/home ./boocode build

# Nobody outside reaches a container's loopback. BOOCODE_ALLOWED_HOSTS must name the hosts under
# which people open it, or BooCode refuses to start.
ENV BOOCODE_HOME=/data BOOCODE_HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
WORKDIR /repository
ENTRYPOINT ["/app/boocode"]
CMD ["up", "--no-open"]
