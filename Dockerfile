# Sight as one process: the chat on port 8000. The data of an installation lies in /data.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    SIGHT_HOME=/data

RUN useradd --create-home --uid 10001 sight && install -d -o sight -g sight /data
WORKDIR /app

# The local embedder is compiled when it is installed, and runs on OpenMP; Tesseract reads scans.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libgomp1 tesseract-ocr tesseract-ocr-pol \
    && rm -rf /var/lib/apt/lists/*

# The dependencies change seldom: a layer of their own, made from nothing but their list.
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*p['dependencies'], *p['optional-dependencies']['embedder'], sep='\n')" \
        > dependencies.txt \
    && pip install -c constraints.txt -r dependencies.txt && rm dependencies.txt

COPY agent agent
COPY tools tools
COPY sight_domain sight_domain
COPY prompts prompts
COPY migrations migrations
COPY .chainlit .chainlit
COPY public public
COPY README.md LICENSE chainlit.md chainlit_pl-PL.md ./
# Editable, so that prompts, migrations and the chat's own files are found where the checkout has them.
RUN pip install --no-deps -e .

USER sight
VOLUME /data
EXPOSE 8000
CMD ["sight", "chat", "--host", "0.0.0.0"]
