"""Classic and current agents with the SDKs for Python, with the composition of azure-identity."""

import json
import os

from azure.ai.agents import AgentsClient
from azure.ai.projects import AIProjectClient
from azure.ai.projects.models import PromptAgentDefinition
from azure.identity import ClientAssertionCredential, ManagedIdentityCredential

identity = ManagedIdentityCredential(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"])
credential = ClientAssertionCredential(
    os.environ["TENANT_ID"],
    os.environ["CLIENT_ID"],
    lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
)
endpoint = os.environ["PROJECT_ENDPOINT"]
# The OpenAI client that azure-ai-projects makes brings a transport of its own, and then httpx takes no proxy from the
# environment: it is given the emulator's own address.
direct_endpoint = os.environ["DIRECT_ENDPOINT"]
question = os.environ["QUESTION"]


def classic():
    """Threads and runs, polled and followed."""
    with AgentsClient(endpoint, credential) as client:
        agent = client.create_agent(model="gpt-4.1", name="orders", instructions="Be short.")
        thread = client.threads.create()
        client.messages.create(thread_id=thread.id, role="user", content=question)
        run = client.runs.create_and_process(thread_id=thread.id, agent_id=agent.id, polling_interval=1)
        polled = client.messages.get_last_message_text_by_role(thread_id=thread.id, role="assistant").text.value
        client.messages.create(thread_id=thread.id, role="user", content=question)
        followed = ""
        events = []
        with client.runs.stream(thread_id=thread.id, agent_id=agent.id) as stream:
            for event, data, _ in stream:
                name = getattr(event, "value", event)
                if not events or events[-1] != name:
                    events.append(name)
                if name == "thread.message.delta":
                    followed += data.text
        names = [each.name for each in client.list_agents()]
        client.delete_agent(agent.id)
        return {"run": run.status.value, "polled": polled, "followed": followed, "last": events[-2:], "names": names}


def current():
    """Versions, conversations and responses, whole and followed."""
    with AIProjectClient(endpoint=direct_endpoint, credential=credential) as project, project.get_openai_client() as openai:
        definition = PromptAgentDefinition(model="gpt-4.1", instructions="Be kind.")
        version = project.agents.create_version(agent_name="orders", definition=definition)
        body = {"agent_reference": {"name": "orders", "type": "agent_reference"}}
        conversation = openai.conversations.create()
        whole = openai.responses.create(conversation=conversation.id, input=question, extra_body=body)
        followed = ""
        stream = openai.responses.create(conversation=conversation.id, input=question, stream=True, extra_body=body)
        for event in stream:
            if event.type == "response.output_text.delta":
                followed += event.delta
        roles = [item.role for item in openai.conversations.items.list(conversation.id, order="asc")]
        names = [agent.name for agent in project.agents.list()]
        project.agents.delete(agent_name="orders")
        return {"version": version.id, "whole": whole.output_text, "followed": followed, "roles": roles, "names": names}


print(json.dumps({"classic": classic(), "current": current()}))
