// The Foundry account and project of fabrikam: deployed by its own administrators, before tegata apply gives the role.
param account string = 'fabrikamai'
param project string = 'agents'
param location string = resourceGroup().location
param model object = { format: 'OpenAI', name: 'gpt-4.1', version: '2025-04-14' }

resource foundry 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: account
  location: location
  kind: 'AIServices'
  sku: { name: 'S0' }
  identity: { type: 'SystemAssigned' }
  properties: {
    allowProjectManagement: true
    customSubDomainName: account
    // No keys: who comes, comes with a token.
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }

  resource agents 'projects' = {
    name: project
    location: location
    identity: { type: 'SystemAssigned' }
    properties: {}
  }

  resource deployment 'deployments' = {
    name: 'gpt-4.1'
    sku: { name: 'GlobalStandard', capacity: 10 }
    properties: { model: model }
    // An account takes one change at a time.
    dependsOn: [agents]
  }
}

output endpoint string = 'https://${account}.services.ai.azure.com/api/projects/${project}'
output scope string = foundry::agents.id
