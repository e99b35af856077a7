# One image for web, workers, control worker and beat; docker-compose.yml says which of them a container is.
# The base is an argument, so a site can build on an image of its own: docker build --build-arg BASE=… .
ARG BASE=python:3.12-slim-bookworm
FROM ${BASE}

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# git carries what a run builds from task to task.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --create-home ideamine

WORKDIR /srv/ideamine
# In a virtual environment, since the base may be a Debian image whose own Python takes no packages.
COPY requirements.txt ./
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
ENV PATH=/opt/venv/bin:$PATH

COPY manage.py ./
COPY ideamine ideamine
COPY runs runs
COPY ledger ledger
COPY qav qav
COPY phases phases
COPY config config
COPY templates templates

ENV IDEAMINE_VAR=/var/lib/ideamine STATIC_ROOT=/srv/static
RUN SECRET_KEY=only-while-static-files-are-collected python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p "$IDEAMINE_VAR" \
    && chown ideamine: "$IDEAMINE_VAR"

USER 10001:10001
VOLUME /var/lib/ideamine
EXPOSE 8000
CMD ["uvicorn", "ideamine.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--timeout-graceful-shutdown", "3", "--lifespan", "off", "--no-access-log"]
